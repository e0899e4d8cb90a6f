using Amazon.SQS.Model;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>Developer guide, "Using dead-letter queues in Amazon SQS".</summary>
public sealed class RedriveTests
{
    [Fact] // "When the ReceiveCount for a message exceeds the maxReceiveCount"; the enqueue timestamp is unchanged
    public async Task Message_received_too_often_moves_to_the_dead_letter_queue_as_it_is()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var dead = await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "10"), ("RedrivePolicy", QueueTests.Redrive("dead", 2)));
        var sentAt = time.GetUtcNow().ToUnixTimeMilliseconds().ToString();
        var sent = await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "poison")
        {
            MessageAttributes = new() { ["symbol"] = new() { DataType = "String", StringValue = "BTCUSDT" } },
        });

        var receives = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            receives.Add((await sqs.ReceiveAsync(url)).Count);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        var letter = Assert.Single(await sqs.ReceiveAsync(dead));
        Assert.Equal([1, 1, 0], receives);
        Assert.Equal(sent.MessageId, letter.MessageId);
        Assert.Equal("poison", letter.Body);
        Assert.Equal("BTCUSDT", letter.MessageAttributes["symbol"].StringValue);
        Assert.Equal(sentAt, letter.Attributes["SentTimestamp"]);
        Assert.Equal("arn:aws:sqs:us-east-1:000000000000:rows", letter.Attributes["DeadLetterQueueSourceArn"]);
    }

    [Fact] // the policy counts receives, so a message deleted at its last one stays out of the dead-letter queue
    public async Task Message_deleted_at_its_last_receive_is_no_dead_letter()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var dead = await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("RedrivePolicy", QueueTests.Redrive("dead", 1)));
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await sqs.ReceiveAsync(url));
        Assert.Empty(await sqs.ReceiveAsync(dead));
    }

    [Fact]
    public async Task Neighbours_of_a_dead_letter_are_received_as_ever()
    {
        await using var sqs = await SqsHost.StartAsync();
        var dead = await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "0"), ("RedrivePolicy", QueueTests.Redrive("dead", 1)));
        await sqs.Client.SendMessageAsync(url, "poison");
        await sqs.ReceiveAsync(url);
        await sqs.Client.SendMessageAsync(url, "neighbour");

        Assert.Equal(["neighbour"], (await sqs.ReceiveAsync(url)).Select(m => m.Body));
        Assert.Equal(1, (await sqs.CountAsync(dead)).Visible);
    }

    [Fact]
    public async Task Dead_letter_wakes_a_long_poll_on_its_queue()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var dead = await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "0"), ("RedrivePolicy", QueueTests.Redrive("dead", 1)));
        await sqs.Client.SendMessageAsync(url, "poison");
        var receive = sqs.ReceiveAsync(dead, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        await sqs.ReceiveAsync(url);
        await sqs.ReceiveAsync(url);

        Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes while the clock stands still"));
    }

    [Fact] // developer guide, "Available CloudWatch metrics": NumberOfMessagesSent leaves out failed messages moved by a redrive policy
    public async Task Dead_letters_do_not_count_as_sent()
    {
        await using var sqs = await SqsHost.StartAsync();
        await sqs.CreateQueueAsync("dead");
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "0"), ("RedrivePolicy", QueueTests.Redrive("dead", 1)));
        await sqs.Client.SendMessageAsync(url, "poison");

        await sqs.ReceiveAsync(url);
        await sqs.ReceiveAsync(url);

        Assert.Equal((1, 0), (sqs.Service.Queue("rows").MessagesSent, sqs.Service.Queue("dead").MessagesSent));
    }

    [Fact] // developer guide, "Setting up dead-letter queue retention": the original enqueue timestamp counts
    public async Task Dead_letter_expires_by_the_time_it_was_first_sent()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var dead = await sqs.CreateQueueAsync("dead", ("MessageRetentionPeriod", "100"), ("VisibilityTimeout", "0"));
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "60"), ("RedrivePolicy", QueueTests.Redrive("dead", 1)));
        await sqs.Client.SendMessageAsync(url, "poison");
        await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromSeconds(60));
        await sqs.ReceiveAsync(url);

        var before = await sqs.ReceiveAsync(dead);
        time.Advance(TimeSpan.FromSeconds(40));
        var after = await sqs.ReceiveAsync(dead);

        Assert.Single(before);
        Assert.Empty(after);
    }
}
