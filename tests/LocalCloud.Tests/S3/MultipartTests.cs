using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, the operations of multipart uploads; user guide, "Checking object integrity".</summary>
public sealed class MultipartTests : S3Test
{
    private const int PartSize = 5 * 1024 * 1024;

    [Fact]
    public async Task Parts_in_any_order_become_one_object()
    {
        var content = RandomBytes((2 * PartSize) + 3_000_000);
        var upload = await BeginAsync();

        var three = await PartAsync(upload, 3, content[(2 * PartSize)..]);
        var one = await PartAsync(upload, 1, content[..PartSize]);
        var two = await PartAsync(upload, 2, content[PartSize..(2 * PartSize)]);
        var completed = await CompleteAsync(upload, one, two, three);

        var md5s = content.Chunk(PartSize).SelectMany(MD5.HashData).ToArray();
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(md5s))}-3\"", completed.ETag);
        Assert.Equal(content, await Http.GetByteArrayAsync($"/{Bucket}/k", Cancel));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{Bucket}/k");
        request.Headers.Add("Range", $"bytes={PartSize - 2}-{(2 * PartSize) + 1}");
        using var range = await Http.SendAsync(request, Cancel);
        Assert.Equal(content[(PartSize - 2)..((2 * PartSize) + 2)], await range.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>CreateMultipartUpload: headers and metadata are given at the beginning.</summary>
    [Fact]
    public async Task Headers_of_the_beginning_are_the_objects()
    {
        var request = new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ContentType = "text/csv" };
        request.Metadata.Add("m", "1");
        var upload = (await Client.InitiateMultipartUploadAsync(request, Cancel)).UploadId;
        await CompleteAsync(upload, await PartAsync(upload, 1, [1]));

        var head = await Client.GetObjectMetadataAsync(Bucket, "k", Cancel);

        Assert.Equal(("text/csv", "1"), (head.Headers.ContentType, head.Metadata["m"]));
    }

    [Fact]
    public async Task Part_sent_again_replaces_the_first()
    {
        var upload = await BeginAsync();
        await PartAsync(upload, 1, RandomBytes(100_000));
        await CompleteAsync(upload, await PartAsync(upload, 1, "second"u8.ToArray()));

        Assert.Equal("second", await ReadAsync("k"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
    }

    /// <summary>CompleteMultipartUpload, errors: InvalidPart, InvalidPartOrder, EntityTooSmall.</summary>
    [Fact]
    public async Task List_of_parts_must_be_right()
    {
        var upload = await BeginAsync();
        var one = await PartAsync(upload, 1, [1]);
        var two = await PartAsync(upload, 2, [2]);

        await AssertErrorAsync(HttpStatusCode.BadRequest, "EntityTooSmall", () => CompleteAsync(upload, one, two));
        Assert.Contains("<Code>InvalidPartOrder</Code>", await CompleteRawAsync(upload, two, one));
        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidPart", () =>
            CompleteAsync(upload, new PartETag(3, one.ETag)));
        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidPart", () =>
            CompleteAsync(upload, new PartETag(1, two.ETag)));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => CompleteAsync("none", one));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchKey", () => ReadAsync("k"));
        await CompleteAsync(upload, two);
        Assert.Equal(1, (await Client.GetObjectMetadataAsync(Bucket, "k", Cancel)).ContentLength);
    }

    /// <summary>CompleteMultipartUpload, If-None-Match and If-Match.</summary>
    [Fact]
    public async Task Completion_may_want_no_object_there()
    {
        var upload = await BeginAsync();
        var part = await PartAsync(upload, 1, [1]);
        await PutAsync("k");
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "k",
            UploadId = upload,
            PartETags = [part],
            IfNoneMatch = "*",
        };

        await AssertErrorAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () =>
            Client.CompleteMultipartUploadAsync(request, Cancel));

        Assert.Equal("content", await ReadAsync("k"));
    }

    /// <summary>AbortMultipartUpload: the parts are gone, and their storage with them.</summary>
    [Fact]
    public async Task Aborted_upload_leaves_nothing()
    {
        var upload = await BeginAsync();
        await PartAsync(upload, 1, RandomBytes(100_000));

        await Client.AbortMultipartUploadAsync(Bucket, "k", upload, Cancel);

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => PartAsync(upload, 2, [1]));
    }

    /// <summary>UploadPart, partNumber: 1 to 10,000.</summary>
    [Theory]
    [InlineData("partNumber=0&")]
    [InlineData("partNumber=10001&")]
    [InlineData("")]
    public async Task Part_number_out_of_range_is_refused(string parameter)
    {
        var upload = await BeginAsync();

        using var response = await Http.PutAsync(
            $"/{Bucket}/k?{parameter}uploadId={Uri.EscapeDataString(upload)}", new ByteArrayContent([1]), Cancel);

        Assert.Contains("<Code>InvalidArgument</Code>", await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Composite checksums are of the parts' checksums, full-object ones of the content.</summary>
    [Theory]
    [InlineData("CRC32", "COMPOSITE")]
    [InlineData("SHA256", "COMPOSITE")]
    [InlineData("CRC32", "FULL_OBJECT")]
    public async Task Checksum_of_the_object_comes_from_those_of_its_parts(string algorithm, string type)
    {
        var content = RandomBytes(PartSize + 1000);
        var begin = await Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ChecksumAlgorithm = algorithm, ChecksumType = type }, Cancel);
        var one = await PartAsync(begin.UploadId, 1, content[..PartSize], algorithm);
        var two = await PartAsync(begin.UploadId, 2, content[PartSize..], algorithm);

        var completed = await CompleteAsync(begin.UploadId, one, two);

        var single = await PutAsync("single", content);
        var expected = (algorithm, type) switch
        {
            (_, "FULL_OBJECT") => single.ChecksumCRC32,
            ("SHA256", _) => Convert.ToBase64String(SHA256.HashData(
                [.. SHA256.HashData(content[..PartSize]), .. SHA256.HashData(content[PartSize..])])) + "-2",
            _ => completed.ChecksumCRC32,
        };
        Assert.Equal(expected, completed.ChecksumCRC32 ?? completed.ChecksumSHA256);
        Assert.Equal(type, completed.ChecksumType.Value);
        Assert.Equal(type == "COMPOSITE", expected.EndsWith("-2", StringComparison.Ordinal));
    }

    /// <summary>CompleteMultipartUpload, ChecksumCRC32 of a part.</summary>
    [Fact]
    public async Task Checksum_that_names_a_part_must_be_the_parts()
    {
        var upload = await BeginAsync();
        var part = await PartAsync(upload, 1, "123456789"u8.ToArray(), "CRC32");
        var wrong = new PartETag(1, part.ETag) { ChecksumCRC32 = "AAAAAA==" };

        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidPart", () => CompleteAsync(upload, wrong));
        await CompleteAsync(upload, new PartETag(1, part.ETag) { ChecksumCRC32 = "y/Q5Jg==" });

        Assert.Equal("123456789", await ReadAsync("k"));
    }

    [Fact]
    public async Task Part_with_another_checksum_than_announced_is_refused()
    {
        var begin = await Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", ChecksumAlgorithm = ChecksumAlgorithm.SHA256 }, Cancel);

        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidRequest", () =>
            PartAsync(begin.UploadId, 1, [1], "CRC32"));
    }

    /// <summary>ListParts and ListMultipartUploads, with their pages.</summary>
    [Fact]
    public async Task Parts_and_uploads_are_listed_in_pages()
    {
        var upload = await BeginAsync();
        await BeginAsync("other");
        await PartAsync(upload, 1, [1]);
        var two = await PartAsync(upload, 2, [2, 2]);

        var first = await Client.ListPartsAsync(
            new ListPartsRequest { BucketName = Bucket, Key = "k", UploadId = upload, MaxParts = 1 }, Cancel);
        var second = await Client.ListPartsAsync(
            new ListPartsRequest
            {
                BucketName = Bucket,
                Key = "k",
                UploadId = upload,
                PartNumberMarker = first.NextPartNumberMarker.ToString(),
            },
            Cancel);
        var uploads = await Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = Bucket, MaxUploads = 1 }, Cancel);
        var rest = await Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest
            {
                BucketName = Bucket,
                KeyMarker = uploads.NextKeyMarker,
                UploadIdMarker = uploads.NextUploadIdMarker,
            },
            Cancel);

        Assert.True(first.IsTruncated);
        Assert.Equal([(2, 2L, two.ETag)], second.Parts.Select(part => (part.PartNumber!.Value, part.Size!.Value, part.ETag)));
        Assert.Equal(["k"], uploads.MultipartUploads.ConvertAll(found => found.Key));
        Assert.Equal(["other"], rest.MultipartUploads.ConvertAll(found => found.Key));
    }

    private async Task<string> BeginAsync(string key = "k") =>
        (await Client.InitiateMultipartUploadAsync(Bucket, key, Cancel)).UploadId;

    private async Task<PartETag> PartAsync(string upload, int number, byte[] content, string? algorithm = null)
    {
        var request = new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "k",
            UploadId = upload,
            PartNumber = number,
            InputStream = new MemoryStream(content),
            ChecksumAlgorithm = algorithm,
        };
        return new PartETag(await Client.UploadPartAsync(request, Cancel));
    }

    /// <summary>The SDK would put the parts in order.</summary>
    private async Task<string> CompleteRawAsync(string upload, params PartETag[] parts)
    {
        var list = parts.Select(part => $"<Part><PartNumber>{part.PartNumber}</PartNumber><ETag>{part.ETag}</ETag></Part>");
        using var response = await Http.PostAsync(
            $"/{Bucket}/k?uploadId={Uri.EscapeDataString(upload)}",
            new StringContent($"<CompleteMultipartUpload>{string.Concat(list)}</CompleteMultipartUpload>"),
            Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private Task<CompleteMultipartUploadResponse> CompleteAsync(string upload, params PartETag[] parts) =>
        Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "k", UploadId = upload, PartETags = [.. parts] }, Cancel);
}
