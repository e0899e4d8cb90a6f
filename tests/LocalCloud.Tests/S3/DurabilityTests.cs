using System.Net.Sockets;
using System.Text;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud.S3;

namespace ServerlessPipeline.LocalCloud.Tests.S3;

/// <summary>What is left after the process ended, one way or the other.</summary>
public sealed class DurabilityTests : S3Test
{
    private static readonly NotificationRule Rule = new("rule", "arn:target", ["s3:ObjectCreated:*"], null, null);

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        EnableVersioning();
        var large = RandomBytes(100_000);
        var first = await PutAsync("small", "one");
        await PutAsync("small", "two");
        await PutAsync("large", large);
        await Host.StopAsync();

        var again = await S3Host.StartAsync(Host.Folder);

        using var version = await again.Client.GetObjectAsync(Bucket, "small", first.VersionId, Cancel);
        using var reader = new StreamReader(version.ResponseStream);
        Assert.Equal("one", await reader.ReadToEndAsync(Cancel));
        Assert.Equal("two", await again.Http.GetStringAsync($"/{Bucket}/small", Cancel));
        Assert.Equal(large, await again.Http.GetByteArrayAsync($"/{Bucket}/large", Cancel));
        await again.StopAsync();
    }

    [Fact]
    public async Task Notification_of_a_killed_process_is_delivered_by_the_next()
    {
        var never = new TaskCompletionSource();
        await using var killed = await S3Host.StartAsync(beforeDelivery: _ => never.Task);
        killed.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, [Rule]));
        await killed.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" }, Cancel);

        await using var next = await S3Host.StartAsync(killed.CopyFolder());

        await Eventually.TrueAsync(() => next.Delivered.Count == 1);
        Assert.Empty(killed.Delivered);
        Assert.Contains("\"key\":\"k\"", next.Delivered[0].Payload);
    }

    [Fact]
    public async Task Delivered_notification_is_not_delivered_again_by_the_next_process()
    {
        Host.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, [Rule]));
        await PutAsync("first");
        await Eventually.TrueAsync(() => Host.Delivered.Count == 1);
        await Host.StopAsync();

        var next = await S3Host.StartAsync(Host.Folder);
        await next.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "second", ContentBody = "x" }, Cancel);
        await Eventually.TrueAsync(() => next.Delivered.Count >= 1);

        Assert.Contains("\"key\":\"second\"", next.Delivered[0].Payload);
        await next.StopAsync();
    }

    [Fact]
    public async Task Notification_that_is_not_accepted_is_tried_again_and_holds_up_no_other_target()
    {
        var attempts = 0;
        await using var host = await S3Host.StartAsync(beforeDelivery: target =>
            target == "arn:failing" && Interlocked.Increment(ref attempts) <= 2
                ? throw new InvalidOperationException("not now")
                : Task.CompletedTask);
        host.Service.PutBucket(Bucket, new BucketSettings(Versioned: false, [Rule, Rule with { TargetArn = "arn:failing" }]));

        await host.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" }, Cancel);

        await Eventually.TrueAsync(() => host.Delivered.Count == 2);
        Assert.Equal(["arn:target", "arn:failing"], host.Delivered.Select(delivery => delivery.Target));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Half_an_upload_of_a_killed_process_leaves_nothing()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Host.Url.Port, Cancel);
        var half = $"PUT /{Bucket}/k HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n{new string('x', 200_000)}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(half), Cancel);
        await Eventually.TrueAsync(() => Directory.EnumerateFiles(Path.Combine(Host.Folder, "incoming")).Any());

        await using var next = await S3Host.StartAsync(Host.CopyFolder());

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(next.Folder, "incoming")));
        Assert.Null((await next.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancel)).S3Objects);
    }

    /// <summary>A kill after a blob's file got its name, but before the transaction that refers to it.</summary>
    [Fact]
    public async Task File_that_no_row_refers_to_is_removed_at_start()
    {
        await PutAsync("k", RandomBytes(100_000));
        var copy = Host.CopyFolder();
        var blob = Assert.Single(Directory.EnumerateFiles(Path.Combine(copy, "blobs")));
        var orphan = Path.Combine(copy, "blobs", new string('0', 64));
        File.Copy(blob, orphan);

        await using var next = await S3Host.StartAsync(copy);

        Assert.Equal([blob], Directory.EnumerateFiles(Path.Combine(copy, "blobs")));
    }

    [Fact]
    public async Task Content_that_is_replaced_is_removed_and_content_that_is_shared_is_kept()
    {
        var content = RandomBytes(100_000);
        foreach (var key in new[] { "a", "b" })
        {
            await PutAsync(key, content);
        }

        await PutAsync("a", "replaced");
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
        Assert.Equal(content, await Http.GetByteArrayAsync($"/{Bucket}/b", Cancel));

        await Client.DeleteObjectAsync(Bucket, "b", Cancel);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Host.Folder, "blobs")));
    }
}
