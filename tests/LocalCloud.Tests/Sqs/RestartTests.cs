using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>What survives the process.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Killed_process_leaves_queues_messages_and_receipt_handles_and_old_queue_urls_that_work()
    {
        var time = new FakeTimeProvider();
        await using var first = await SqsHost.StartAsync(time);
        await first.CreateQueueAsync("dead");
        var url = await first.CreateQueueAsync("rows", ("VisibilityTimeout", "60"), ("RedrivePolicy", QueueTests.Redrive("dead", 3)));
        foreach (var body in new[] { "deleted later", "in flight", "visible" })
        {
            await first.Client.SendMessageAsync(url, body);
        }

        var received = await first.ReceiveAsync(url, most: 2);
        await first.Client.SendMessageAsync(new SendMessageRequest(url, "delayed") { DelaySeconds = 900 });

        await using var second = await first.RestartAfterKillAsync(time);

        Assert.NotEqual(first.Origin, second.Origin);
        Assert.Equal((1, 2, 1), await second.CountAsync(url));
        Assert.Equal(4, second.Service.Queue("rows").MessagesSent);
        Assert.Equal(new RedrivePolicy("arn:aws:sqs:us-east-1:000000000000:dead", 3), second.Service.Queue("rows").Settings.RedrivePolicy);
        await second.Client.DeleteMessageAsync(url, received[0].ReceiptHandle);
        time.Advance(TimeSpan.FromSeconds(60));
        var again = (await second.ReceiveAsync(url)).ToDictionary(
            m => m.Body, m => m.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(new Dictionary<string, string> { ["in flight"] = "2", ["visible"] = "1" }, again);
    }

    [Fact]
    public async Task Putting_a_queue_again_changes_its_settings_and_keeps_its_messages()
    {
        await using var sqs = await SqsHost.StartAsync();
        sqs.Service.PutQueue("rows", new QueueSettings());
        sqs.Service.Queue("rows").Send(new OutgoingMessage("1"));

        sqs.Service.PutQueue("rows", new QueueSettings { VisibilityTimeout = TimeSpan.FromMinutes(3) });

        Assert.Equal(TimeSpan.FromMinutes(3), sqs.Service.Queue("arn:aws:sqs:us-east-1:000000000000:rows").Settings.VisibilityTimeout);
        Assert.Equal(new QueueCounts(Visible: 1, InFlight: 0, Delayed: 0), sqs.Service.Queue("rows").Count());
    }
}
