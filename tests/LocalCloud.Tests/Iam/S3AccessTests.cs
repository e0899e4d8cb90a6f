using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

public sealed class S3AccessTests(RoleHost host) : IClassFixture<RoleHost>
{
    private readonly AmazonS3Client _program = host.S3(host.Program);
    private readonly AmazonS3Client _operator = host.S3(host.Operator);

    [Fact]
    public async Task Allowed_calls_pass()
    {
        await _program.PutObjectAsync(Put("files", "in/allowed"), TestContext.Current.CancellationToken);

        using var got = await _program.GetObjectAsync("files", "in/allowed", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, got.HttpStatusCode);
    }

    [Fact]
    public async Task Operator_is_exempt()
    {
        await _operator.PutObjectAsync(Put("files", "in/sealed/operator"), TestContext.Current.CancellationToken);
        await _operator.PutObjectAsync(Put("other", "operator"), TestContext.Current.CancellationToken);
        var listed = await _operator.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "other" }, TestContext.Current.CancellationToken);

        Assert.Contains("operator", listed.S3Objects.Select(item => item.Key));
    }

    [Fact]
    public async Task Forbidden_call_names_action_and_resource_and_changes_nothing()
    {
        var denied = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => _program.PutObjectAsync(Put("other", "forbidden"), TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal("AccessDenied", denied.ErrorCode);
        Assert.Equal(
            $"{RoleHost.User} s3:PutObject on resource: \"arn:aws:s3:::other/forbidden\" because no identity-based policy allows the "
                + "s3:PutObject action",
            denied.Message);
        var missing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
            () => _operator.GetObjectAsync("other", "forbidden", TestContext.Current.CancellationToken));
        Assert.Equal("NoSuchKey", missing.ErrorCode);
    }

    [Theory]
    [InlineData("in/never", "with an explicit deny in an identity-based policy")]
    [InlineData("in/sealed/it", "with an explicit deny in a resource-based policy")]
    public async Task Explicit_deny_says_whose_it_is(string key, string reason)
    {
        var denied = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => _program.PutObjectAsync(Put("files", key), TestContext.Current.CancellationToken));

        Assert.Equal($"{RoleHost.User} s3:PutObject on resource: \"arn:aws:s3:::files/{key}\" {reason}", denied.Message);
    }

    [Theory]
    [InlineData("ListBuckets", "s3:ListAllMyBuckets", "*")]
    [InlineData("CreateBucket", "s3:CreateBucket", "arn:aws:s3:::new")]
    [InlineData("DeleteBucket", "s3:DeleteBucket", "arn:aws:s3:::other")]
    [InlineData("GetBucketLocation", "s3:GetBucketLocation", "arn:aws:s3:::other")]
    [InlineData("GetBucketVersioning", "s3:GetBucketVersioning", "arn:aws:s3:::other")]
    [InlineData("PutBucketVersioning", "s3:PutBucketVersioning", "arn:aws:s3:::other")]
    [InlineData("ListObjects", "s3:ListBucket", "arn:aws:s3:::other")]
    [InlineData("ListObjectsV2", "s3:ListBucket", "arn:aws:s3:::other")]
    [InlineData("ListObjectVersions", "s3:ListBucketVersions", "arn:aws:s3:::other")]
    [InlineData("ListMultipartUploads", "s3:ListBucketMultipartUploads", "arn:aws:s3:::other")]
    [InlineData("GetObject", "s3:GetObject", "arn:aws:s3:::other/a/key")]
    [InlineData("GetObject of a version", "s3:GetObjectVersion", "arn:aws:s3:::files/in/key")]
    [InlineData("DeleteObject", "s3:DeleteObject", "arn:aws:s3:::other/a/key")]
    [InlineData("DeleteObject of a version", "s3:DeleteObjectVersion", "arn:aws:s3:::files/in/key")]
    [InlineData("CopyObject from elsewhere", "s3:GetObject", "arn:aws:s3:::other/a/key")]
    [InlineData("CopyObject to elsewhere", "s3:PutObject", "arn:aws:s3:::other/a/key")]
    [InlineData("CreateMultipartUpload", "s3:PutObject", "arn:aws:s3:::other/a/key")]
    [InlineData("UploadPart", "s3:PutObject", "arn:aws:s3:::other/a/key")]
    [InlineData("CompleteMultipartUpload", "s3:PutObject", "arn:aws:s3:::other/a/key")]
    [InlineData("AbortMultipartUpload", "s3:AbortMultipartUpload", "arn:aws:s3:::other/a/key")]
    [InlineData("ListParts", "s3:ListMultipartUploadParts", "arn:aws:s3:::other/a/key")]
    [InlineData("PutObject with an ACL", "s3:PutObjectAcl", "arn:aws:s3:::files/in/key")]
    public async Task Operation_needs_its_action(string operation, string action, string resource)
    {
        var denied = await Assert.ThrowsAsync<AmazonS3Exception>(() => Run(operation));

        Assert.Equal("AccessDenied", denied.ErrorCode);
        Assert.StartsWith($"{RoleHost.User} {action} on resource: \"{resource}\" because", denied.Message);
    }

    [Fact]
    public async Task Head_is_forbidden_without_words()
    {
        var denied = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => _program.GetObjectMetadataAsync("other", "a/key", TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
    }

    [Fact]
    public async Task Who_may_not_list_does_not_learn_that_a_key_is_missing()
    {
        var denied = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => _program.GetObjectAsync("files", "in/missing", TestContext.Current.CancellationToken));

        Assert.StartsWith($"{RoleHost.User} s3:ListBucket on resource: \"arn:aws:s3:::files\"", denied.Message);
    }

    [Fact]
    public async Task Deleting_many_deletes_those_that_are_allowed()
    {
        await _operator.PutObjectAsync(Put("files", "in/one"), TestContext.Current.CancellationToken);
        await _operator.PutObjectAsync(Put("files", "out/two"), TestContext.Current.CancellationToken);

        var partly = await Assert.ThrowsAsync<DeleteObjectsException>(() => _program.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = "files", Objects = [new() { Key = "in/one" }, new() { Key = "out/two" }] },
            TestContext.Current.CancellationToken));

        Assert.Equal("in/one", Assert.Single(partly.Response.DeletedObjects).Key);
        var error = Assert.Single(partly.Response.DeleteErrors);
        Assert.Equal(("out/two", "AccessDenied"), (error.Key, error.Code));
        Assert.Contains("s3:DeleteObject on resource: \"arn:aws:s3:::files/out/two\"", error.Message);
        using var kept = await _operator.GetObjectAsync("files", "out/two", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, kept.HttpStatusCode);
    }

    private Task Run(string operation)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return operation switch
        {
            "ListBuckets" => _program.ListBucketsAsync(cancellation),
            "CreateBucket" => _program.PutBucketAsync("new", cancellation),
            "DeleteBucket" => _program.DeleteBucketAsync("other", cancellation),
            "GetBucketLocation" => _program.GetBucketLocationAsync("other", cancellation),
            "GetBucketVersioning" => _program.GetBucketVersioningAsync("other", cancellation),
            "PutBucketVersioning" => _program.PutBucketVersioningAsync(
                new PutBucketVersioningRequest { BucketName = "other", VersioningConfig = new() { Status = VersionStatus.Enabled } }, cancellation),
            "ListObjects" => _program.ListObjectsAsync("other", cancellation),
            "ListObjectsV2" => _program.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "other" }, cancellation),
            "ListObjectVersions" => _program.ListVersionsAsync("other", cancellation),
            "ListMultipartUploads" => _program.ListMultipartUploadsAsync("other", cancellation),
            "GetObject" => _program.GetObjectAsync("other", "a/key", cancellation),
            "GetObject of a version" => _program.GetObjectAsync("files", "in/key", "v1", cancellation),
            "DeleteObject" => _program.DeleteObjectAsync("other", "a/key", cancellation),
            "DeleteObject of a version" => _program.DeleteObjectAsync("files", "in/key", "v1", cancellation),
            "CopyObject from elsewhere" => _program.CopyObjectAsync("other", "a/key", "files", "in/key", cancellation),
            "CopyObject to elsewhere" => _program.CopyObjectAsync("files", "in/key", "other", "a/key", cancellation),
            "CreateMultipartUpload" => _program.InitiateMultipartUploadAsync("other", "a/key", cancellation),
            "UploadPart" => _program.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = "other",
                    Key = "a/key",
                    UploadId = "u",
                    PartNumber = 1,
                    InputStream = new MemoryStream([1]),
                },
                cancellation),
            "CompleteMultipartUpload" => _program.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = "other", Key = "a/key", UploadId = "u", PartETags = [new(1, "e")] }, cancellation),
            "AbortMultipartUpload" => _program.AbortMultipartUploadAsync("other", "a/key", "u", cancellation),
            "ListParts" => _program.ListPartsAsync("other", "a/key", "u", cancellation),
            "PutObject with an ACL" => _program.PutObjectAsync(WithAcl(Put("files", "in/key")), cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not among the calls."),
        };
    }

    private static PutObjectRequest Put(string bucket, string key) => new() { BucketName = bucket, Key = key, ContentBody = "x" };

    private static PutObjectRequest WithAcl(PutObjectRequest request)
    {
        request.CannedACL = S3CannedACL.Private;
        return request;
    }
}
