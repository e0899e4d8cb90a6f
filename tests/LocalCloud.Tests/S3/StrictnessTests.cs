using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>Nothing is accepted and ignored: what is not implemented is refused by name.</summary>
public sealed class StrictnessTests : S3Test
{
    [Theory]
    [InlineData("GET", "/data?acl", "GetBucketAcl")]
    [InlineData("PUT", "/data?lifecycle", "PutBucketLifecycleConfiguration")]
    [InlineData("PUT", "/data?notification", "PutBucketNotificationConfiguration")]
    [InlineData("DELETE", "/data?policy", "DeleteBucketPolicy")]
    [InlineData("PUT", "/data/k?tagging", "PutObjectTagging")]
    [InlineData("GET", "/data/k?attributes", "GetObjectAttributes")]
    [InlineData("GET", "/data/k?partNumber=1", "partNumber")]
    [InlineData("GET", "/data?list-type=2&unknown=1", "unknown")]
    [InlineData("PUT", "/data/k?uploadId=u&partNumber=1", "UploadPartCopy", "x-amz-copy-source: /data/other")]
    [InlineData("PUT", "/data/k", "x-amz-tagging", "x-amz-tagging: a=b")]
    [InlineData("PUT", "/data/k", "public-read", "x-amz-acl: public-read")]
    [InlineData("PUT", "/data/k", "GLACIER", "x-amz-storage-class: GLACIER")]
    [InlineData("PUT", "/data/k", "x-amz-server-side-encryption", "x-amz-server-side-encryption: aws:kms")]
    [InlineData("PUT", "/data/k", "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-server-side-encryption-customer-algorithm: AES256")]
    [InlineData("PUT", "/data/k", "x-amz-object-lock-mode", "x-amz-object-lock-mode: GOVERNANCE")]
    [InlineData("PUT", "/data/k", "if-modified-since", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("PUT", "/data/k", "If-None-Match", "If-None-Match: \"etag\"")]
    [InlineData("GET", "/data/k", "several ranges", "Range: bytes=0-0,2-2")]
    public async Task What_is_not_implemented_is_named(string method, string target, string named, string? header = null)
    {
        await PutAsync("k");
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = new ByteArrayContent([]) };
        if (header?.Split(": ", 2) is [var name, var value])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, Cancel);

        var document = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("<Code>NotImplemented</Code>", document);
        Assert.Contains(named, document);
        Assert.Equal("content", await ReadAsync("k"));
    }

    /// <summary>Error responses, MethodNotAllowed.</summary>
    [Theory]
    [InlineData("POST", "/")]
    [InlineData("PATCH", "/data")]
    [InlineData("PATCH", "/data/k")]
    public async Task Methods_that_make_no_operation_are_not_allowed(string method, string target)
    {
        using var response = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), target), Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Defaults_may_be_spelled_out()
    {
        var request = new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "k",
            ContentBody = "x",
            CannedACL = S3CannedACL.Private,
            StorageClass = S3StorageClass.Standard,
            ExpectedBucketOwner = LocalAccount.Id,
        };

        await Client.PutObjectAsync(request, Cancel);

        Assert.Equal("x", await ReadAsync("k"));
    }

    /// <summary>User guide, "Verifying bucket ownership with bucket owner condition".</summary>
    [Fact]
    public async Task Another_bucket_owner_is_denied()
    {
        var request = new GetObjectRequest { BucketName = Bucket, Key = "k", ExpectedBucketOwner = "111111111111" };

        await AssertErrorAsync(HttpStatusCode.Forbidden, "AccessDenied", () => Client.GetObjectAsync(request, Cancel));
    }

    /// <summary>API reference, "Authenticating requests: using query parameters".</summary>
    [Fact]
    public async Task Presigned_URLs_work()
    {
        GetPreSignedUrlRequest Presign(HttpVerb verb) => new()
        {
            BucketName = Bucket,
            Key = "a b+c",
            Verb = verb,
            Protocol = Protocol.HTTP,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
        };
        var put = Presign(HttpVerb.PUT);
        var get = Presign(HttpVerb.GET);
        get.ResponseHeaderOverrides.ContentType = "text/csv";

        using var stored = await Http.PutAsync(await Client.GetPreSignedURLAsync(put), new StringContent("content"), Cancel);
        using var read = await Http.GetAsync(await Client.GetPreSignedURLAsync(get), Cancel);

        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal("content", await read.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/csv", read.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>Error responses, MissingContentLength, EntityTooLarge and InvalidURI.</summary>
    [Theory]
    [InlineData("PUT /data/k HTTP/1.1\r\nTransfer-Encoding: chunked", "MissingContentLength")]
    [InlineData("PUT /data/k HTTP/1.1\r\nContent-Length: 5368709121", "EntityTooLarge")]
    [InlineData("GET /data/%FF HTTP/1.1", "InvalidURI")]
    [InlineData("GET /data/%zz HTTP/1.1", "InvalidURI")]
    [InlineData("GET /data/k%2 HTTP/1.1", "InvalidURI")]
    public async Task Malformed_requests_are_refused(string head, string code)
    {
        var answer = await Host.SendRawAsync($"{head}\r\nHost: x\r\nConnection: close\r\n\r\n0\r\n\r\n", Cancel);

        Assert.Contains($"<Code>{code}</Code>", answer);
    }
}
