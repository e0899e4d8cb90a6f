using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, CopyObject.</summary>
public sealed class CopyTests : S3Test
{
    [Theory]
    [InlineData("plain")]
    [InlineData("odd key + % é 😀?versionId=x")]
    public async Task Copy_has_the_content_and_the_headers_of_its_source(string key)
    {
        var put = new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = "content", ContentType = "text/csv" };
        put.Metadata.Add("m", "1");
        await Client.PutObjectAsync(put, Cancel);

        var copy = await Client.CopyObjectAsync(Bucket, key, Bucket, "copy", Cancel);

        var head = await Client.GetObjectMetadataAsync(Bucket, "copy", Cancel);
        Assert.Equal("content", await ReadAsync("copy"));
        Assert.Equal(("text/csv", "1", copy.ETag), (head.Headers.ContentType, head.Metadata["m"], head.ETag));
    }

    /// <summary>x-amz-metadata-directive.</summary>
    [Fact]
    public async Task Metadata_is_replaced_on_demand()
    {
        await PutAsync("k");
        var request = new CopyObjectRequest
        {
            SourceBucket = Bucket,
            SourceKey = "k",
            DestinationBucket = Bucket,
            DestinationKey = "k",
            MetadataDirective = S3MetadataDirective.REPLACE,
            ContentType = "text/html",
        };

        await Client.CopyObjectAsync(request, Cancel);

        Assert.Equal("text/html", (await Client.GetObjectMetadataAsync(Bucket, "k", Cancel)).Headers.ContentType);
    }

    /// <summary>A copy to itself must change something.</summary>
    [Fact]
    public async Task Copy_to_itself_is_refused()
    {
        await PutAsync("k");

        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidRequest", () =>
            Client.CopyObjectAsync(Bucket, "k", Bucket, "k", Cancel));
    }

    /// <summary>x-amz-copy-source with versionId: an old version becomes the latest.</summary>
    [Fact]
    public async Task Old_version_is_restored_by_copying_it_over_the_new()
    {
        EnableVersioning();
        var old = await PutAsync("k", "old");
        await PutAsync("k", "new");

        var copy = await Client.CopyObjectAsync(Bucket, "k", old.VersionId, Bucket, "k", Cancel);

        Assert.Equal("old", await ReadAsync("k"));
        Assert.Equal(old.VersionId, copy.SourceVersionId);
    }

    /// <summary>x-amz-copy-source-if-*: a failed one is always 412.</summary>
    [Fact]
    public async Task Conditions_on_the_source_hold_or_fail()
    {
        var put = await PutAsync("k");
        CopyObjectRequest Request() => new()
        {
            SourceBucket = Bucket,
            SourceKey = "k",
            DestinationBucket = Bucket,
            DestinationKey = "copy",
        };
        var matching = Request();
        matching.ETagToMatch = put.ETag;
        var different = Request();
        different.ETagToNotMatch = put.ETag;

        await AssertErrorAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () =>
            Client.CopyObjectAsync(different, Cancel));
        await Client.CopyObjectAsync(matching, Cancel);

        Assert.Equal("content", await ReadAsync("copy"));
    }

    [Fact]
    public async Task Missing_source_is_told()
    {
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () =>
            Client.CopyObjectAsync(Bucket, "absent", Bucket, "k", Cancel));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchBucket", () =>
            Client.CopyObjectAsync("missing", "k", Bucket, "k", Cancel));
    }

    /// <summary>API reference, Object, ETag: one operation makes the copy, so it is the MD5, whatever the source has.</summary>
    [Fact]
    public async Task Copy_of_a_multipart_object_has_the_ETag_of_a_single_upload()
    {
        var upload = (await Client.InitiateMultipartUploadAsync(Bucket, "k", Cancel)).UploadId;
        var part = await Client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "k",
                UploadId = upload,
                PartNumber = 1,
                InputStream = new MemoryStream("content"u8.ToArray()),
            },
            Cancel);
        var complete = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "k", UploadId = upload };
        complete.PartETags = [new PartETag(part)];
        var source = await Client.CompleteMultipartUploadAsync(complete, Cancel);

        var copy = await Client.CopyObjectAsync(Bucket, "k", Bucket, "copy", Cancel);

        Assert.EndsWith("-1\"", source.ETag);
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData("content"u8))}\"", copy.ETag);
    }

    [Fact]
    public async Task Copy_of_a_large_object_shares_its_file()
    {
        var content = RandomBytes(200_000);
        await PutAsync("k", content);

        await Client.CopyObjectAsync(Bucket, "k", Bucket, "copy", Cancel);
        await Client.DeleteObjectAsync(Bucket, "k", Cancel);

        Assert.Single(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
        Assert.Equal(content, await Http.GetByteArrayAsync($"/{Bucket}/copy", Cancel));
    }

    /// <summary>CopyObject: a copy to itself that names a storage class or the encryption changes something, and keeps the metadata.</summary>
    [Theory]
    [InlineData("x-amz-storage-class", "STANDARD")]
    [InlineData("x-amz-storage-class", "STANDARD_IA")]
    [InlineData("x-amz-server-side-encryption", "AES256")]
    public async Task Copy_to_itself_in_a_class_or_encrypted_keeps_the_metadata(string header, string value)
    {
        await PutWithMetadataAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{Bucket}/k");
        request.Headers.Add("x-amz-copy-source", $"/{Bucket}/k");
        request.Headers.Add(header, value);

        using var response = await Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var head = await Client.GetObjectMetadataAsync(Bucket, "k", Cancel);
        Assert.Equal("2026-02-02T13:41:00Z", head.Metadata["fetched-at"]);
        Assert.Equal("AES256", head.ServerSideEncryptionMethod.Value);
    }

    /// <summary>A class is shown where it is not the default; a copy has the class that it asks for, not that of its source.</summary>
    [Fact]
    public async Task Storage_class_is_that_of_the_last_request()
    {
        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "content", StorageClass = S3StorageClass.StandardInfrequentAccess },
            Cancel);
        await Client.CopyObjectAsync(Bucket, "k", Bucket, "copy", Cancel);

        var listed = (await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancel)).S3Objects;

        Assert.Equal(["copy STANDARD", "k STANDARD_IA"], listed.Select(found => $"{found.Key} {found.StorageClass}"));
        Assert.Equal("STANDARD_IA", (await Client.GetObjectMetadataAsync(Bucket, "k", Cancel)).StorageClass?.Value);
        Assert.Null((await Client.GetObjectMetadataAsync(Bucket, "copy", Cancel)).StorageClass);
    }

    [Fact]
    public async Task Storage_class_that_S3_does_not_have_is_refused()
    {
        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidStorageClass", () => Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "content", StorageClass = new S3StorageClass("CELLAR") },
            Cancel));
    }

    private Task<PutObjectResponse> PutWithMetadataAsync()
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "content" };
        request.Metadata["fetched-at"] = "2026-02-02T13:41:00Z";
        return Client.PutObjectAsync(request, Cancel);
    }
}
