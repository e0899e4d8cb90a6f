using System.Collections.Concurrent;
using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>Receiving, visibility and deletion; each test names where the rule stands.</summary>
public sealed class ReceiveTests
{
    [Fact] // developer guide, "Amazon SQS visibility timeout"
    public async Task Received_message_is_hidden_until_its_visibility_timeout_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "30"));
        await sqs.Client.SendMessageAsync(url, "1");
        var first = Assert.Single(await sqs.ReceiveAsync(url));

        time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        var hidden = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Empty(hidden);
        Assert.Equal("2", second.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(
            first.Attributes["ApproximateFirstReceiveTimestamp"],
            second.Attributes["ApproximateFirstReceiveTimestamp"]);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
    }

    [Fact] // ReceiveMessage: VisibilityTimeout
    public async Task Receive_may_set_a_visibility_timeout_of_its_own()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");

        await sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { VisibilityTimeout = 5 });
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(await sqs.ReceiveAsync(url));
    }

    [Theory] // ReceiveMessage: the ranges of its parameters
    [InlineData(0, null, null, "MaxNumberOfMessages")]
    [InlineData(11, null, null, "MaxNumberOfMessages")]
    [InlineData(null, -1, null, "WaitTimeSeconds")]
    [InlineData(null, 21, null, "WaitTimeSeconds")]
    [InlineData(null, null, -1, "VisibilityTimeout")]
    [InlineData(null, null, 43201, "VisibilityTimeout")]
    public async Task Parameter_outside_its_range_is_refused_by_name(int? most, int? wait, int? visibility, string name)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => sqs.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest(url) { MaxNumberOfMessages = most, WaitTimeSeconds = wait, VisibilityTimeout = visibility }));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact] // ReceiveMessage: MaxNumberOfMessages, default 1
    public async Task One_message_is_received_unless_more_are_asked_for()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        for (var i = 0; i < 4; i++)
        {
            await sqs.Client.SendMessageAsync(url, $"{i}");
        }

        var one = await sqs.Client.ReceiveMessageAsync(url);
        var two = await sqs.ReceiveAsync(url, most: 2);

        Assert.Single(one.Messages);
        Assert.Equal(["1", "2"], two.Select(m => m.Body));
    }

    [Fact] // developer guide, "Amazon SQS short and long polling": returns as soon as a message arrives
    public async Task Long_poll_wakes_on_a_send()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        await sqs.Client.SendMessageAsync(url, "1");

        Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes while the clock stands still"));
    }

    [Fact]
    public async Task Long_poll_wakes_when_a_visibility_timeout_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "7"));
        await sqs.Client.SendMessageAsync(url, "1");
        await sqs.ReceiveAsync(url);

        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");
        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes"));
    }

    [Fact] // SendMessage: DelaySeconds
    public async Task Long_poll_wakes_when_a_delay_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");
        var wholeWait = time.NextDue;

        await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1") { DelaySeconds = 3 });
        await Eventually.TrueAsync(() => time.NextDue < wholeWait, "the receive waits for the delay's end");
        Assert.Equal(1, (await sqs.CountAsync(url)).Delayed);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes"));
    }

    [Fact] // ReceiveMessage: WaitTimeSeconds, "returns successfully with an empty list"
    public async Task Long_poll_ends_empty_after_its_wait()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("ReceiveMessageWaitTimeSeconds", "9"));
        var receive = sqs.Client.ReceiveMessageAsync(url);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        time.Advance(TimeSpan.FromSeconds(9));

        Assert.Null((await Eventually.CompletesAsync(receive, "the receive ends")).Messages);
    }

    [Fact]
    public async Task Long_poll_ends_empty_when_the_service_stops()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        sqs.Service.Dispose();

        Assert.Empty(await Eventually.CompletesAsync(receive, "the receive ends"));
    }

    [Theory] // SendMessage: DelaySeconds, "If you don't specify a value, the default value for the queue applies"
    [InlineData(null, 10)]
    [InlineData(0, 0)]
    [InlineData(900, 900)]
    public async Task Message_is_delayed_as_it_says_or_else_as_its_queue_says(int? delay, int seconds)
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("DelaySeconds", "10"));
        await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1") { DelaySeconds = delay });

        time.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 1)));
        Assert.Equal(seconds > 0 ? 1 : 0, (await sqs.CountAsync(url)).Delayed);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await sqs.ReceiveAsync(url));
    }

    [Theory] // SendMessage: DelaySeconds, "Valid values: 0 to 900"
    [InlineData(-1)]
    [InlineData(901)]
    public async Task Delay_outside_its_range_is_refused(int delay)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var code = await SqsHost.ErrorCodeAsync(sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1") { DelaySeconds = delay }));

        Assert.Equal("InvalidParameterValue", code);
    }

    [Fact] // ChangeMessageVisibility; developer guide, "Terminating the visibility timeout for a message"
    public async Task Visibility_timeout_of_zero_returns_the_message_at_once_and_wakes_a_long_poll()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);

        var again = Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes while the clock stands still"));
        Assert.Equal("2", again.Attributes["ApproximateReceiveCount"]);
    }

    [Fact] // ChangeMessageVisibility: the new timeout counts from the call, and is not kept for the next receive
    public async Task Visibility_timeout_of_a_message_can_be_extended()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "30"));
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        time.Advance(TimeSpan.FromSeconds(20));
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 60);
        time.Advance(TimeSpan.FromSeconds(59));
        var hidden = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromSeconds(1));
        var again = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Empty(hidden);
        Assert.Single(again);
        Assert.Single(await sqs.ReceiveAsync(url));
    }

    [Fact] // ChangeMessageVisibility: "beyond the maximum, your request is rejected"; 12 hours from the receive
    public async Task Message_is_hidden_for_twelve_hours_at_most()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_200);
        time.Advance(TimeSpan.FromSeconds(1));
        await sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_199);
        var code = await SqsHost.ErrorCodeAsync(sqs.Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_200));

        Assert.Equal("InvalidParameterValue", code);
    }

    [Fact] // ChangeMessageVisibility: MessageNotInflight, ReceiptHandleIsInvalid
    public async Task Visibility_changes_for_a_message_in_flight_only()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var stale = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(30));

        Task ChangeAsync(string handle, int? timeout) => sqs.Client.ChangeMessageVisibilityAsync(url, handle, timeout);
        var notInFlight = await Assert.ThrowsAsync<MessageNotInflightException>(() => ChangeAsync(stale.ReceiptHandle, 10));
        await sqs.ReceiveAsync(url);
        var notTheLast = await SqsHost.ErrorCodeAsync(ChangeAsync(stale.ReceiptHandle, 10));
        var neverIssued = await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => ChangeAsync("abc", 10));
        var missing = await SqsHost.ErrorCodeAsync(ChangeAsync(stale.ReceiptHandle, null));

        Assert.Equal("AWS.SimpleQueueService.MessageNotInflight", notInFlight.ErrorCode);
        Assert.Equal("InvalidParameterValue", notTheLast);
        Assert.Equal((HttpStatusCode.NotFound, "ReceiptHandleIsInvalid"), (neverIssued.StatusCode, neverIssued.ErrorCode));
        Assert.Equal("MissingParameter", missing);
    }

    [Fact] // DeleteMessage: "even if the visibility timeout setting causes the message to be locked by another consumer"
    public async Task Deleted_message_does_not_come_back()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
        await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // DeleteMessage: "If you don't provide the most recent receipt handle ..., the request succeeds, but the message might not be deleted"
    public async Task Stale_receipt_handle_deletes_nothing_and_is_no_error()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var stale = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(30));
        await sqs.ReceiveAsync(url);

        await sqs.Client.DeleteMessageAsync(url, stale.ReceiptHandle);

        Assert.Equal(1, (await sqs.CountAsync(url)).InFlight);
    }

    [Fact] // DeleteMessage: the last handle counts after its visibility timeout too
    public async Task Message_can_be_deleted_after_its_visibility_timeout()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(31));

        await sqs.Client.DeleteMessageAsync(url, message.ReceiptHandle);

        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // DeleteMessage: ReceiptHandleIsInvalid
    public async Task Receipt_handle_of_another_queue_is_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.Client.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        var other = await sqs.CreateQueueAsync("other");

        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => sqs.Client.DeleteMessageAsync(other, message.ReceiptHandle));
    }

    [Fact] // GetQueueAttributes: ApproximateNumberOfMessages, …NotVisible, …Delayed; here they are exact
    public async Task Messages_are_counted_as_visible_in_flight_and_delayed()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        for (var i = 0; i < 6; i++)
        {
            await sqs.Client.SendMessageAsync(new SendMessageRequest(url, "1") { DelaySeconds = i < 1 ? 900 : 0 });
        }

        await sqs.ReceiveAsync(url, most: 2);

        Assert.Equal((3, 2, 1), await sqs.CountAsync(url));
        Assert.Equal(6, sqs.Service.Queue("rows").MessagesSent);
    }

    [Fact]
    public async Task Ten_receivers_at_once_see_each_of_a_thousand_messages_once()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        var queue = sqs.Service.Queue("rows");
        for (var i = 0; i < 1000; i++)
        {
            queue.Send(new OutgoingMessage($"{i}"));
        }

        var seen = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            while (await sqs.ReceiveAsync(url) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    seen.Add(message.Body);
                }
            }
        }));

        Assert.Equal(Enumerable.Range(0, 1000), seen.Select(int.Parse).Order());
    }
}
