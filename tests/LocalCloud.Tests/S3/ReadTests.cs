using System.Net;
using System.Net.Http.Headers;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, GetObject and HeadObject.</summary>
public sealed class ReadTests : S3Test
{
    /// <summary>GetObject, Range (RFC 9110, section 14).</summary>
    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=8-", "89", "bytes 8-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-99", "9", "bytes 9-9/10")]
    public async Task Range_is_answered_with_that_part(string range, string content, string contentRange)
    {
        await PutAsync("k", "0123456789");

        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(content, await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(contentRange, response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(content.Length, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("bytes=5-3")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=x")]
    public async Task Range_that_is_none_is_ignored(string range)
    {
        await PutAsync("k", "0123456789");

        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("0123456789", await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Error responses, InvalidRange.</summary>
    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=-0")]
    public async Task Range_outside_the_object_cannot_be_satisfied(string range)
    {
        await PutAsync("k", "0123456789");

        using var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Contains("<Code>InvalidRange</Code>", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Range_of_a_large_object_is_read_from_the_middle()
    {
        var content = RandomBytes(300_000);
        using var put = await Http.PutAsync($"/{Bucket}/k", new ByteArrayContent(content), Cancel);

        using var response = await GetAsync(("Range", "bytes=123456-234567"));

        Assert.Equal(content[123456..234568], await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>GetObject, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since and their combinations.</summary>
    [Theory]
    [InlineData("If-Match", "right", null, null, HttpStatusCode.OK)]
    [InlineData("If-Match", "wrong", null, null, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-None-Match", "right", null, null, HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "wrong", null, null, HttpStatusCode.OK)]
    [InlineData("If-Modified-Since", "future", null, null, HttpStatusCode.NotModified)]
    [InlineData("If-Modified-Since", "past", null, null, HttpStatusCode.OK)]
    [InlineData("If-Unmodified-Since", "past", null, null, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Unmodified-Since", "future", null, null, HttpStatusCode.OK)]
    [InlineData("If-Match", "right", "If-Unmodified-Since", "past", HttpStatusCode.OK)]
    [InlineData("If-None-Match", "right", "If-Modified-Since", "past", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "wrong", "If-Modified-Since", "future", HttpStatusCode.OK)]
    public async Task Conditions_decide_whether_the_object_is_sent(
        string header, string value, string? second, string? secondValue, HttpStatusCode status)
    {
        var put = await PutAsync("k");
        string Real(string name) => name switch
        {
            "right" => put.ETag,
            "wrong" => "\"00000000000000000000000000000000\"",
            "past" => "Fri, 02 Jan 1970 00:00:00 GMT",
            _ => "Fri, 01 Jan 2100 00:00:00 GMT",
        };

        using var response = second is null
            ? await GetAsync((header, Real(value)))
            : await GetAsync((header, Real(value)), (second, Real(secondValue!)));

        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.NotModified)
        {
            Assert.Equal(put.ETag, response.Headers.ETag!.Tag);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Fact]
    public async Task Last_modified_is_a_date_that_matches_itself()
    {
        await PutAsync("k");
        using var first = await GetAsync();

        using var second = await GetAsync(("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R")));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    /// <summary>GetObject, "Overriding response header values through the request".</summary>
    [Fact]
    public async Task Response_parameters_override_headers()
    {
        await PutAsync("k");

        using var response = await Http.GetAsync(
            $"/{Bucket}/k?response-content-type=text%2Fcsv&response-content-disposition=attachment&response-cache-control=no-store",
            Cancel);

        Assert.Equal(new MediaTypeHeaderValue("text/csv"), response.Content.Headers.ContentType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    /// <summary>Error responses: the document, and the ids that every answer has.</summary>
    [Fact]
    public async Task Missing_key_is_an_error_document()
    {
        using var response = await GetAsync();

        var document = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>", document);
        Assert.Contains("<Key>k</Key>", document);
        Assert.Contains($"<RequestId>{response.Headers.GetValues("x-amz-request-id").Single()}</RequestId>", document);
        Assert.Equal("AmazonS3", response.Headers.Server.ToString());
    }

    /// <summary>HeadObject: errors have no body.</summary>
    [Fact]
    public async Task Head_tells_what_get_would_without_the_content()
    {
        var put = await PutAsync("k", "0123456789");

        var head = await Client.GetObjectMetadataAsync(Bucket, "k", Cancel);
        using var absent = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/{Bucket}/absent"), Cancel);

        Assert.Equal((10, put.ETag), (head.ContentLength, head.ETag));
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.Empty(await absent.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>User guide, "Data consistency model": who reads an object is not disturbed by its deletion.</summary>
    [Fact]
    public async Task Object_deleted_while_it_is_read_is_read_to_its_end()
    {
        var content = RandomBytes(20_000_000);
        using var put = await Http.PutAsync($"/{Bucket}/k", new ByteArrayContent(content), Cancel);
        using var response = await Http.GetAsync($"/{Bucket}/k", HttpCompletionOption.ResponseHeadersRead, Cancel);

        await Client.DeleteObjectAsync(Bucket, "k", Cancel);

        Assert.Equal(content, await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
    }

    private Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/{Bucket}/k");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, Cancel);
    }
}
