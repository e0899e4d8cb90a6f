using System.Text.Json.Nodes;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>User guide, "Amazon S3 Event Notifications" and "Event message structure".</summary>
public sealed class NotificationTests : S3Test
{
    private const string Target = "arn:aws:lambda:us-east-1:000000000000:function:fan-out";

    [Fact]
    public async Task Event_has_the_documented_structure()
    {
        Notify(versioned: true, Rule("s3:ObjectCreated:*"));

        var put = await PutAsync("dir/red flower é+(1).jpg", "0123456789");

        var record = await SingleEventAsync();
        var s3 = record["s3"]!;
        Assert.Equal("2.1", (string?)record["eventVersion"]);
        Assert.Equal("aws:s3", (string?)record["eventSource"]);
        Assert.Equal("us-east-1", (string?)record["awsRegion"]);
        Assert.Equal("ObjectCreated:Put", (string?)record["eventName"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)record["eventTime"]);
        Assert.Equal("127.0.0.1", (string?)record["requestParameters"]!["sourceIPAddress"]);
        Assert.Equal(put.ResponseMetadata.RequestId, (string?)record["responseElements"]!["x-amz-request-id"]);
        Assert.NotNull(record["userIdentity"]!["principalId"]);
        Assert.Equal("1.0", (string?)s3["s3SchemaVersion"]);
        Assert.Equal("rule", (string?)s3["configurationId"]);
        Assert.Equal(Bucket, (string?)s3["bucket"]!["name"]);
        Assert.Equal("arn:aws:s3:::data", (string?)s3["bucket"]!["arn"]);
        Assert.Equal("dir/red+flower+%C3%A9%2B%281%29.jpg", (string?)s3["object"]!["key"]);
        Assert.Equal(10, (long?)s3["object"]!["size"]);
        Assert.Equal(put.ETag.Trim('"'), (string?)s3["object"]!["eTag"]);
        Assert.Equal(put.VersionId, (string?)s3["object"]!["versionId"]);
        Assert.Matches("^[0-9A-F]+$", (string?)s3["object"]!["sequencer"]);
    }

    [Fact]
    public async Task Events_come_in_order_with_growing_sequencers_and_no_version_without_versioning()
    {
        Notify(versioned: false, Rule("s3:ObjectCreated:*", "s3:ObjectRemoved:*"));

        await PutAsync("a");
        await Client.CopyObjectAsync(Bucket, "a", Bucket, "b", Cancel);
        var upload = (await Client.InitiateMultipartUploadAsync(Bucket, "c", Cancel)).UploadId;
        var part = await Client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "c",
                UploadId = upload,
                PartNumber = 1,
                InputStream = new MemoryStream([1]),
            },
            Cancel);
        await Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = Bucket,
                Key = "c",
                UploadId = upload,
                PartETags = [new PartETag(part)],
            },
            Cancel);
        await Client.DeleteObjectAsync(Bucket, "a", Cancel);
        EnableVersioningWithRules();
        await Client.DeleteObjectAsync(Bucket, "b", Cancel);

        var events = await EventsAsync(5);
        Assert.Equal(
            [
                ("ObjectCreated:Put", "a"), ("ObjectCreated:Copy", "b"), ("ObjectCreated:CompleteMultipartUpload", "c"),
                ("ObjectRemoved:Delete", "a"), ("ObjectRemoved:DeleteMarkerCreated", "b"),
            ],
            events.Select(record => ((string)record["eventName"]!, (string)record["s3"]!["object"]!["key"]!)));
        var sequencers = events.ConvertAll(record => (string)record["s3"]!["object"]!["sequencer"]!);
        Assert.Equal(sequencers.Order(StringComparer.Ordinal), sequencers);
        Assert.Equal(5, sequencers.Distinct().Count());
        Assert.Null(events[0]["s3"]!["object"]!["versionId"]);
    }

    /// <summary>"Configuring event notifications using object key name filtering".</summary>
    [Fact]
    public async Task Rules_choose_by_event_prefix_and_suffix()
    {
        Notify(
            versioned: false,
            new NotificationRule("both", Target, ["s3:ObjectCreated:*"], "in/", ".tsv"),
            new NotificationRule("copies", "arn:other", ["s3:ObjectCreated:Copy"], null, null));

        await PutAsync("out/1.tsv");
        await PutAsync("in/1.txt");
        await PutAsync("in/1.tsv");
        await Client.CopyObjectAsync(Bucket, "in/1.tsv", Bucket, "in/2.tsv", Cancel);

        await Eventually.TrueAsync(() => Host.Delivered.Count >= 3);
        Assert.Equal(
            [(Target, "both", "in/1.tsv"), (Target, "both", "in/2.tsv"), ("arn:other", "copies", "in/2.tsv")],
            Host.Delivered.Select(delivery => (delivery.Target, S3: Parse(delivery.Payload)["s3"]!))
                .Select(found => (found.Target, (string)found.S3["configurationId"]!, (string)found.S3["object"]!["key"]!))
                .Order());
    }

    [Fact]
    public async Task Failed_write_notifies_nobody()
    {
        Notify(versioned: false, Rule("s3:ObjectCreated:*"));
        await PutAsync("k");

        await Assert.ThrowsAnyAsync<Amazon.S3.AmazonS3Exception>(() => Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x", IfNoneMatch = "*" }, Cancel));
        await PutAsync("last");

        var events = await EventsAsync(2);
        Assert.Equal(["k", "last"], events.ConvertAll(record => (string)record["s3"]!["object"]!["key"]!));
    }

    [Fact]
    public void Rule_for_an_event_that_cannot_occur_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Notify(versioned: false, Rule("s3:ObjectRestore:*")));

        Assert.Contains("s3:ObjectRestore:*", error.Message);
    }

    private static NotificationRule Rule(params string[] events) => new("rule", Target, events, null, null);

    private void Notify(bool versioned, params NotificationRule[] rules) =>
        Host.Service.PutBucket(Bucket, new BucketSettings(versioned, rules));

    private void EnableVersioningWithRules() => Notify(versioned: true, Rule("s3:ObjectCreated:*", "s3:ObjectRemoved:*"));

    private async Task<JsonNode> SingleEventAsync() => Assert.Single(await EventsAsync(1));

    private async Task<List<JsonNode>> EventsAsync(int count)
    {
        await Eventually.TrueAsync(() => Host.Delivered.Count >= count);
        return [.. Host.Delivered.Select(delivery => Parse(delivery.Payload))];
    }

    private static JsonNode Parse(string payload) => Assert.Single(JsonNode.Parse(payload)!["Records"]!.AsArray())!;
}
