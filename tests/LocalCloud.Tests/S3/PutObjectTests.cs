using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, PutObject.</summary>
public sealed class PutObjectTests : S3Test
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(12 * 1024 * 1024)]
    public async Task Content_of_any_size_comes_back_whole(int size)
    {
        var content = RandomBytes(size);

        var put = await PutAsync("k", content);

        using var got = await Client.GetObjectAsync(Bucket, "k", Cancel);
        var read = new MemoryStream();
        await got.ResponseStream.CopyToAsync(read, Cancel);
        Assert.Equal(content, read.ToArray());
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"", put.ETag);
    }

    /// <summary>Response elements, ChecksumCRC32 and ChecksumType: the SDK's default checksum is kept and returned.</summary>
    [Fact]
    public async Task Additional_checksum_is_returned_on_demand()
    {
        var put = await PutAsync("k", "123456789");

        var head = await Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket, Key = "k", ChecksumMode = ChecksumMode.ENABLED }, Cancel);

        Assert.Equal("y/Q5Jg==", put.ChecksumCRC32);
        Assert.Equal("y/Q5Jg==", head.ChecksumCRC32);
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
    }

    /// <summary>User guide, "How to prevent object overwrites with conditional writes", If-None-Match.</summary>
    [Fact]
    public async Task Of_ten_writers_that_want_no_object_there_exactly_one_wins()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async racer =>
        {
            try
            {
                var request = new PutObjectRequest
                {
                    BucketName = Bucket,
                    Key = "k",
                    ContentBody = $"racer {racer}",
                    IfNoneMatch = "*",
                };
                return (await Client.PutObjectAsync(request, Cancel)).HttpStatusCode;
            }
            catch (AmazonS3Exception error)
            {
                return error.StatusCode;
            }
        }));

        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    /// <summary>User guide, "How to prevent object overwrites with conditional writes", If-Match.</summary>
    [Fact]
    public async Task Write_with_an_expected_ETag_needs_that_ETag()
    {
        var first = await PutAsync("k", "one");

        await Client.PutObjectAsync(PutIfMatch("k", first.ETag), Cancel);

        await AssertErrorAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () =>
            Client.PutObjectAsync(PutIfMatch("k", first.ETag), Cancel));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () =>
            Client.PutObjectAsync(PutIfMatch("absent", first.ETag), Cancel));
    }

    /// <summary>User guide, "Working with object metadata", system-defined metadata.</summary>
    [Fact]
    public async Task Headers_and_metadata_come_back_and_the_transfer_encoding_does_not()
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" };
        request.ContentType = "text/tab-separated-values";
        request.Headers.ContentEncoding = "gzip";
        request.Headers.CacheControl = "max-age=60";
        request.Headers.ContentDisposition = "attachment; filename=\"a b.tsv\"";
        request.Metadata.Add("symbol", "BTCUSDT");
        await Client.PutObjectAsync(request, Cancel);

        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/{Bucket}/k"), Cancel);

        Assert.Equal("text/tab-separated-values", head.Content.Headers.ContentType!.ToString());
        Assert.Equal(["gzip"], head.Content.Headers.ContentEncoding);
        Assert.Equal("max-age=60", head.Headers.CacheControl!.ToString());
        Assert.Equal("attachment; filename=\"a b.tsv\"", head.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(["BTCUSDT"], head.Headers.GetValues("x-amz-meta-symbol"));
    }

    [Fact]
    public async Task Default_content_type_is_binary_and_the_transfer_encoding_leaves_no_trace()
    {
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/{Bucket}/k") { Content = new ByteArrayContent([1]) };
        await Http.SendAsync(put, Cancel);
        await PutAsync("chunked");

        using var plain = await Http.GetAsync($"/{Bucket}/k", Cancel);
        using var chunked = await Http.GetAsync($"/{Bucket}/chunked", Cancel);

        Assert.Equal("binary/octet-stream", plain.Content.Headers.ContentType!.ToString());
        Assert.Empty(chunked.Content.Headers.ContentEncoding);
    }

    /// <summary>User guide, "Working with object metadata": bytes are taken for Latin-1, and encoded as RFC 2047.</summary>
    [Theory]
    [InlineData("ÄMÄZÕÑ S3", "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=")]
    [InlineData("=?UTF-8?B?w4RNw4Raw5XDkSBTMw==?=", "=?UTF-8?B?w4RNw4Raw5XDkSBTMw==?=")]
    [InlineData("=?UTF-8?Q?caf=C3=A9_au_lait?=", "=?UTF-8?B?Y2Fmw6kgYXUgbGFpdA==?=")]
    [InlineData("=?UTF-8?B?cGxhaW4=?=", "plain")]
    [InlineData("plain", "plain")]
    public async Task Metadata_beyond_ASCII_comes_back_as_an_encoded_word(string sent, string returned)
    {
        await Host.SendRawAsync(
            $"PUT /{Bucket}/k HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nx-amz-meta-name: {sent}\r\n\r\n",
            Cancel);

        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/{Bucket}/k"), Cancel);

        Assert.Equal([returned], head.Headers.GetValues("x-amz-meta-name"));
    }

    /// <summary>Error responses, MetadataTooLarge: 2 KB of user metadata.</summary>
    [Fact]
    public async Task Metadata_beyond_two_kilobytes_is_refused()
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" };
        request.Metadata.Add("m", new string('x', 2048));

        await AssertErrorAsync(HttpStatusCode.BadRequest, "MetadataTooLarge", () =>
            Client.PutObjectAsync(request, Cancel));
    }

    /// <summary>Error responses, BadDigest and InvalidDigest.</summary>
    [Fact]
    public async Task Content_MD5_is_verified()
    {
        Assert.Contains("BadDigest", await PutRawAsync("Content-MD5", Convert.ToBase64String(MD5.HashData("other"u8))));
        Assert.Contains("InvalidDigest", await PutRawAsync("Content-MD5", "abc"));
        Assert.Empty(await PutRawAsync("Content-MD5", Convert.ToBase64String(MD5.HashData("content"u8))));
    }

    /// <summary>Error responses, XAmzContentSHA256Mismatch.</summary>
    [Fact]
    public async Task Signed_payload_hash_is_verified()
    {
        var right = Convert.ToHexStringLower(SHA256.HashData("content"u8));
        var wrong = Convert.ToHexStringLower(SHA256.HashData("other"u8));

        Assert.Contains("XAmzContentSHA256Mismatch", await PutRawAsync("x-amz-content-sha256", wrong));
        Assert.Contains("InvalidArgument", await PutRawAsync("x-amz-content-sha256", "abc"));
        Assert.Empty(await PutRawAsync("x-amz-content-sha256", right));
        Assert.Empty(await PutRawAsync("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
    }

    /// <summary>User guide, "Checking object integrity", supported algorithms.</summary>
    [Theory]
    [InlineData("crc32", "y/Q5Jg==")]
    [InlineData("crc32c", "4waSgw==")]
    [InlineData("crc64nvme", "rosUhgp5mIg=")]
    [InlineData("sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData("sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    public async Task Every_checksum_algorithm_is_verified(string algorithm, string checksum)
    {
        var header = "x-amz-checksum-" + algorithm;

        Assert.Empty(await PutRawAsync(header, checksum, "123456789"));
        Assert.Contains("BadDigest", await PutRawAsync(header, checksum, "123456780"));
        Assert.Contains("InvalidRequest", await PutRawAsync(header, "AAAA", "123456789"));
    }

    /// <summary>Error responses, KeyTooLongError: 1,024 bytes of UTF-8.</summary>
    [Fact]
    public async Task Key_has_at_most_1024_bytes()
    {
        await PutAsync(new string('é', 512));

        await AssertErrorAsync(HttpStatusCode.BadRequest, "KeyTooLongError", () =>
            PutAsync(new string('é', 512) + "x"));
    }

    [Fact]
    public async Task Write_to_a_missing_bucket_is_refused()
    {
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => Client.PutObjectAsync(
            new PutObjectRequest { BucketName = "missing", Key = "k", ContentBody = "x" }, Cancel));
    }

    /// <summary>User guide, "Naming Amazon S3 objects": a key is any UTF-8, and means nothing to a file system.</summary>
    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b/./c/")]
    public async Task Key_that_looks_like_a_path_stays_a_key(string path)
    {
        var body = new string('x', 70_000);
        await Host.SendRawAsync(
            $"PUT /{Bucket}/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}", Cancel);

        var listed = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancel);

        Assert.Equal([Uri.UnescapeDataString(path)], listed.S3Objects.ConvertAll(found => found.Key));
        var files = Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")).Select(Path.GetFileName);
        Assert.Equal([Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)))], files);
    }

    private static PutObjectRequest PutIfMatch(string key, string etag) =>
        new() { BucketName = Bucket, Key = key, ContentBody = "new", IfMatch = etag };

    /// <returns>The body of the answer.</returns>
    private async Task<string> PutRawAsync(string header, string value, string content = "content")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{Bucket}/k")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)),
        };
        if (!request.Headers.TryAddWithoutValidation(header, value))
        {
            request.Content.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await Http.SendAsync(request, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }
}
