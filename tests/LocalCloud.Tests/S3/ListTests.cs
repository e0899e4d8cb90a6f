using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, ListObjectsV2, ListObjects and ListObjectVersions.</summary>
public sealed class ListTests : S3Test
{
    /// <summary>In the order of their UTF-8 bytes, which is neither that of UTF-16 nor of any language.</summary>
    private static readonly string[] OddKeys =
    [
        " leading space", "%41", "&amp;", "A", "a\u0001b", "a\r\nb", "a b", "a+b", "a/", "a/b", "a/b/c", "b", "é", "日本",
        "\uFFFD", "😀",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_together_are_all_keys_in_UTF8_order(int pageSize)
    {
        await PutAllAsync(OddKeys);

        var pages = await PagesAsync(
            new ListObjectsV2Request { BucketName = Bucket, MaxKeys = pageSize, Encoding = EncodingType.Url });

        Assert.Equal(OddKeys, pages.SelectMany(page => page.S3Objects).Select(found => Decode(found.Key)));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(pageSize, page.KeyCount));
    }

    [Fact]
    public void Odd_keys_are_in_the_order_of_their_UTF8_bytes_only()
    {
        var expected = OddKeys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal);

        Assert.Equal(expected, OddKeys);
        Assert.NotEqual(OddKeys, OddKeys.Order(StringComparer.Ordinal));
    }

    /// <summary>ListObjectsV2, max-keys: at most 1,000 a page, whatever is asked.</summary>
    [Fact]
    public async Task Page_holds_at_most_a_thousand_keys()
    {
        await PutAllAsync([.. Enumerable.Range(0, 1005).Select(number => $"{number:D4}")]);

        var pages = await PagesAsync(new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 5000 });

        Assert.Equal([1000, 5], pages.Select(page => page.S3Objects.Count));
        Assert.Equal(1005, pages.SelectMany(page => page.S3Objects).Select(found => found.Key).Distinct().Count());
    }

    /// <summary>ListObjectsV2, delimiter: keys that share a prefix up to it are one common prefix, and count as one.</summary>
    [Theory]
    [InlineData("", "/", new[] { "top" }, new[] { "a/", "b/" })]
    [InlineData("a/", "/", new[] { "a/1" }, new[] { "a/x/" })]
    [InlineData("a", "/", new string[0], new[] { "a/" })]
    [InlineData("a/x", "", new[] { "a/x/2", "a/x/3" }, new string[0])]
    [InlineData("", "/x", new[] { "a/1", "b/4", "top" }, new[] { "a/x" })]
    [InlineData("none", "/", new string[0], new string[0])]
    public async Task Keys_are_grouped_up_to_the_delimiter(string prefix, string delimiter, string[] keys, string[] groups)
    {
        await PutAllAsync(["a/1", "a/x/2", "a/x/3", "b/4", "top"]);

        foreach (var pageSize in new[] { 1, 2, 1000 })
        {
            var pages = await PagesAsync(new ListObjectsV2Request
            {
                BucketName = Bucket,
                Prefix = prefix,
                Delimiter = delimiter,
                MaxKeys = pageSize,
            });

            Assert.Equal(keys, pages.SelectMany(page => page.S3Objects ?? []).Select(found => found.Key));
            Assert.Equal(groups, pages.SelectMany(page => page.CommonPrefixes ?? []));
        }
    }

    /// <summary>ListObjectsV2, start-after and fetch-owner.</summary>
    [Fact]
    public async Task List_starts_after_a_key_and_names_the_owner_on_demand()
    {
        await PutAllAsync(["a", "b", "c"]);

        var page = await Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = Bucket, StartAfter = "a", FetchOwner = true }, Cancel);

        Assert.Equal(["b", "c"], page.S3Objects.ConvertAll(found => found.Key));
        Assert.All(page.S3Objects, found => Assert.Equal(LocalAccount.Id, found.Owner.Id));
    }

    [Fact]
    public async Task List_tells_size_ETag_and_time()
    {
        var put = await PutAsync("k", "0123456789");

        var page = Assert.Single(await PagesAsync(new ListObjectsV2Request { BucketName = Bucket }));

        var found = Assert.Single(page.S3Objects);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.Equal((10, put.ETag), (found.Size, found.ETag));
        Assert.InRange(found.LastModified!.Value.ToUniversalTime(), now.AddMinutes(-1), now);
    }

    /// <summary>ListObjectsV2, encoding-type: as in its example, <c>test_file(3).png</c> is <c>test_file%283%29.png</c>.</summary>
    [Fact]
    public async Task Keys_are_encoded_on_demand()
    {
        await PutAllAsync(["dir/test_file(3) é+.png"]);

        var document = await Http.GetStringAsync($"/{Bucket}?list-type=2&encoding-type=url&prefix=dir%2Ftest_", Cancel);

        Assert.Contains("<Key>dir/test_file%283%29+%C3%A9%2B.png</Key>", document);
        Assert.Contains("<EncodingType>url</EncodingType>", document);
    }

    [Fact]
    public async Task Line_ends_and_control_characters_in_keys_are_character_references()
    {
        await PutAllAsync(["a\u0001\r\nb"]);

        var document = await Http.GetStringAsync($"/{Bucket}?list-type=2", Cancel);

        Assert.Contains("<Key>a&#x1;&#xD;\nb</Key>", document);
    }

    [Theory]
    [InlineData("list-type=3")]
    [InlineData("list-type=2&max-keys=-1")]
    [InlineData("list-type=2&max-keys=x")]
    [InlineData("list-type=2&encoding-type=base64")]
    [InlineData("list-type=2&continuation-token=%21")]
    public async Task Invalid_parameters_are_refused(string query)
    {
        using var response = await Http.GetAsync($"/{Bucket}?{query}", Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("<Code>InvalidArgument</Code>", await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>ListObjects: without a delimiter the last key is the next marker; with one NextMarker is.</summary>
    [Theory]
    [InlineData(null, new[] { "a/1", "a/2", "b", "c/3" })]
    [InlineData("/", new[] { "a/", "b", "c/" })]
    public async Task First_version_of_the_listing_pages_by_marker(string? delimiter, string[] expected)
    {
        await PutAllAsync(["a/1", "a/2", "b", "c/3"]);

        var found = new List<string>();
        var request = new ListObjectsRequest { BucketName = Bucket, Delimiter = delimiter, MaxKeys = 1 };
        ListObjectsResponse page;
        do
        {
            page = await Client.ListObjectsAsync(request, Cancel);
            found.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            found.AddRange(page.CommonPrefixes ?? []);
            request.Marker = page.NextMarker ?? found[^1];
        }
        while (page.IsTruncated == true);

        Assert.Equal(expected, found);
    }

    /// <summary>ListObjectVersions: by key, the newest first, delete markers among them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task Versions_are_listed_newest_first(int pageSize)
    {
        EnableVersioning();
        var first = (await PutAsync("a")).VersionId;
        var other = (await PutAsync("b")).VersionId;
        var second = (await PutAsync("a")).VersionId;
        var marker = (await Client.DeleteObjectAsync(Bucket, "a", Cancel)).VersionId;

        var versions = await VersionsAsync(pageSize, _ => Task.CompletedTask);

        Assert.Equal(
            [("a", marker), ("a", second), ("a", first), ("b", other)],
            versions.Select(found => (found.Key, found.VersionId)));
        Assert.Equal([true, false, false, true], versions.Select(found => found.IsLatest == true));
        Assert.Equal([true, false, false, false], versions.Select(found => found.IsDeleteMarker == true));
    }

    [Fact]
    public async Task Versions_deleted_page_by_page_are_all_found()
    {
        EnableVersioning();
        for (var version = 0; version < 5; version++)
        {
            await PutAsync("k");
        }

        var versions = await VersionsAsync(2, found => Client.DeleteObjectAsync(Bucket, found.Key, found.VersionId, Cancel));

        Assert.Equal(5, versions.Count);
        await Client.DeleteBucketAsync(Bucket, Cancel);
    }

    private static string Decode(string key) => Uri.UnescapeDataString(key.Replace('+', ' '));

    private Task PutAllAsync(string[] keys) =>
        Parallel.ForEachAsync(keys, Cancel, async (key, _) => await PutAsync(key, "x"));

    private async Task<List<ListObjectsV2Response>> PagesAsync(ListObjectsV2Request request)
    {
        var pages = new List<ListObjectsV2Response>();
        do
        {
            pages.Add(await Client.ListObjectsV2Async(request, Cancel));
            request.ContinuationToken = pages[^1].NextContinuationToken;
        }
        while (pages[^1].IsTruncated == true);

        return pages;
    }

    private async Task<List<S3ObjectVersion>> VersionsAsync(int pageSize, Func<S3ObjectVersion, Task> each)
    {
        var versions = new List<S3ObjectVersion>();
        var request = new ListVersionsRequest { BucketName = Bucket, MaxKeys = pageSize };
        ListVersionsResponse page;
        do
        {
            page = await Client.ListVersionsAsync(request, Cancel);
            foreach (var version in page.Versions)
            {
                versions.Add(version);
                await each(version);
            }

            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);

        return versions;
    }
}
