using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>API reference, the operations on buckets.</summary>
public sealed class BucketTests : S3Test
{
    /// <summary>CreateBucket: in us-east-1 an owner may create a bucket again. ListBuckets: by name.</summary>
    [Fact]
    public async Task Created_buckets_are_listed()
    {
        await Client.PutBucketAsync("zebra", Cancel);
        await Client.PutBucketAsync("aardvark", Cancel);
        await Client.PutBucketAsync("zebra", Cancel);

        var buckets = (await Client.ListBucketsAsync(Cancel)).Buckets;

        Assert.Equal(["aardvark", Bucket, "zebra"], buckets.ConvertAll(bucket => bucket.BucketName));
    }

    /// <summary>User guide, "General purpose bucket naming rules".</summary>
    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("two..dots")]
    [InlineData("192.168.0.1")]
    [InlineData("..%2Fup")]
    public async Task Bucket_name_that_breaks_the_rules_is_refused(string name)
    {
        using var response = await Http.PutAsync("/" + name, content: null, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("<Code>InvalidBucketName</Code>", await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>HeadBucket, and its error, which has no body.</summary>
    [Fact]
    public async Task Head_tells_whether_a_bucket_is_there()
    {
        using var there = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/" + Bucket), Cancel);
        using var absent = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/missing"), Cancel);

        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal(["us-east-1"], there.Headers.GetValues("x-amz-bucket-region"));
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
    }

    /// <summary>DeleteBucket: all objects, versions and delete markers must be gone first.</summary>
    [Fact]
    public async Task Bucket_with_anything_in_it_is_not_deleted()
    {
        EnableVersioning();
        var marker = await Client.DeleteObjectAsync(Bucket, "k", Cancel);

        await AssertErrorAsync(HttpStatusCode.Conflict, "BucketNotEmpty", () =>
            Client.DeleteBucketAsync(Bucket, Cancel));

        await Client.DeleteObjectAsync(Bucket, "k", marker.VersionId, Cancel);
        await Client.DeleteBucketAsync(Bucket, Cancel);
        await AssertErrorAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => Client.DeleteBucketAsync(Bucket, Cancel));
    }

    /// <summary>GetBucketLocation: empty for us-east-1.</summary>
    [Fact]
    public async Task Location_is_that_of_no_constraint()
    {
        var location = await Client.GetBucketLocationAsync(Bucket, Cancel);

        Assert.Equal(S3Region.USEast1, location.Location);
    }

    /// <summary>CreateBucket, LocationConstraint: not in us-east-1.</summary>
    [Fact]
    public async Task Bucket_elsewhere_is_refused()
    {
        var request = new PutBucketRequest { BucketName = "elsewhere", BucketRegion = S3Region.EUWest1 };

        await AssertErrorAsync(HttpStatusCode.BadRequest, "InvalidLocationConstraint", () =>
            Client.PutBucketAsync(request, Cancel));
    }

    /// <summary>GetBucketVersioning and PutBucketVersioning.</summary>
    [Fact]
    public async Task Versioning_is_set_and_told()
    {
        var before = await Client.GetBucketVersioningAsync(Bucket, Cancel);

        var enable = new PutBucketVersioningRequest
        {
            BucketName = Bucket,
            VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
        };
        await Client.PutBucketVersioningAsync(enable, Cancel);

        var after = await Client.GetBucketVersioningAsync(Bucket, Cancel);
        Assert.Equal(VersionStatus.Off, before.VersioningConfig.Status);
        Assert.Equal(VersionStatus.Enabled, after.VersioningConfig.Status);
    }

    /// <summary>User guide, "Using versioning": it can be suspended, never taken back.</summary>
    [Fact]
    public async Task Deployment_without_versioning_suspends_it_and_keeps_the_objects()
    {
        EnableVersioning();
        await PutAsync("k");

        Host.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, []));

        var versioning = await Client.GetBucketVersioningAsync(Bucket, Cancel);
        Assert.Equal(VersionStatus.Suspended, versioning.VersioningConfig.Status);
        Assert.Equal("content", await ReadAsync("k"));
    }

    /// <summary>User guide, "Virtual hosting of buckets".</summary>
    [Fact]
    public async Task Bucket_may_be_named_by_the_host()
    {
        await PutAsync("a/b");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a/b");
        request.Headers.Host = $"{Bucket}.localhost:{Host.Url.Port}";

        using var response = await Http.SendAsync(request, Cancel);

        Assert.Equal("content", await response.Content.ReadAsStringAsync(Cancel));
    }
}
