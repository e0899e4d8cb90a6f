using System.Collections.Concurrent;
using System.Text.Json.Nodes;
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
        await sqs.SendMessageAsync(url, "1");
        var first = Assert.Single(await sqs.ReceiveAsync(url));

        time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        var hidden = await sqs.ReceiveAsync(url);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = Assert.Single(await sqs.ReceiveAsync(url));

        Assert.Empty(hidden);
        Assert.Equal("2", (string)second["Attributes"]!["ApproximateReceiveCount"]!);
        Assert.Equal(
            (string)first["Attributes"]!["ApproximateFirstReceiveTimestamp"]!,
            (string)second["Attributes"]!["ApproximateFirstReceiveTimestamp"]!);
        Assert.NotEqual((string)first["ReceiptHandle"]!, (string)second["ReceiptHandle"]!);
    }

    [Fact] // ReceiveMessage: VisibilityTimeout
    public async Task Receive_may_set_a_visibility_timeout_of_its_own()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");

        await sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url, ["VisibilityTimeout"] = 5 });
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(await sqs.ReceiveAsync(url));
    }

    [Theory] // ReceiveMessage: the ranges of its parameters
    [InlineData("MaxNumberOfMessages", 0)]
    [InlineData("MaxNumberOfMessages", 11)]
    [InlineData("WaitTimeSeconds", -1)]
    [InlineData("WaitTimeSeconds", 21)]
    [InlineData("VisibilityTimeout", -1)]
    [InlineData("VisibilityTimeout", 43201)]
    public async Task Parameter_outside_its_range_is_refused(string parameter, int value)
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");

        var error = await sqs.ErrorAsync("ReceiveMessage", new() { ["QueueUrl"] = url, [parameter] = value });

        Assert.Equal("com.amazon.coral.service#InvalidParameterValueException", error.Type);
        Assert.Contains(parameter, error.Message, StringComparison.Ordinal);
    }

    [Fact] // ReceiveMessage: MaxNumberOfMessages, default 1
    public async Task One_message_is_received_unless_more_are_asked_for()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        for (var i = 0; i < 4; i++)
        {
            await sqs.SendMessageAsync(url, $"{i}");
        }

        var one = await sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url });
        var two = await sqs.ReceiveAsync(url, most: 2);

        Assert.Single(one["Messages"]!.AsArray());
        Assert.Equal(["1", "2"], two.Select(m => (string)m["Body"]!));
    }

    [Fact] // developer guide, "Amazon SQS short and long polling": returns as soon as a message arrives
    public async Task Long_poll_wakes_on_a_send()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        await sqs.SendMessageAsync(url, "1");

        Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes while the clock stands still"));
    }

    [Fact]
    public async Task Long_poll_wakes_when_a_visibility_timeout_ends()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "7"));
        await sqs.SendMessageAsync(url, "1");
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

        await sqs.CallAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", ["DelaySeconds"] = 3 });
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
        var receive = sqs.CallAsync("ReceiveMessage", new() { ["QueueUrl"] = url });
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        time.Advance(TimeSpan.FromSeconds(9));

        Assert.Empty(await Eventually.CompletesAsync(receive, "the receive ends"));
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
        await sqs.CallAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", ["DelaySeconds"] = delay });

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

        var error = await sqs.ErrorAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", ["DelaySeconds"] = delay });

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Fact] // ChangeMessageVisibility; developer guide, "Terminating the visibility timeout for a message"
    public async Task Visibility_timeout_of_zero_returns_the_message_at_once_and_wakes_a_long_poll()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));
        var receive = sqs.ReceiveAsync(url, wait: 20);
        await Eventually.TrueAsync(() => time.Waiting == 1, "the receive waits");

        await sqs.CallAsync("ChangeMessageVisibility", Change(url, message, 0));

        var again = Assert.Single(await Eventually.CompletesAsync(receive, "the receive wakes while the clock stands still"));
        Assert.Equal("2", (string)again["Attributes"]!["ApproximateReceiveCount"]!);
    }

    [Fact] // ChangeMessageVisibility: the new timeout counts from the call, and is not kept for the next receive
    public async Task Visibility_timeout_of_a_message_can_be_extended()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows", ("VisibilityTimeout", "30"));
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        time.Advance(TimeSpan.FromSeconds(20));
        await sqs.CallAsync("ChangeMessageVisibility", Change(url, message, 60));
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
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        await sqs.CallAsync("ChangeMessageVisibility", Change(url, message, 43_200));
        time.Advance(TimeSpan.FromSeconds(1));
        await sqs.CallAsync("ChangeMessageVisibility", Change(url, message, 43_199));
        var error = await sqs.ErrorAsync("ChangeMessageVisibility", Change(url, message, 43_200));

        Assert.Equal("InvalidParameterValue;Sender", error.QueryError);
    }

    [Fact] // ChangeMessageVisibility: MessageNotInflight, ReceiptHandleIsInvalid
    public async Task Visibility_changes_for_a_message_in_flight_only()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var stale = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(30));

        var notInFlight = await sqs.ErrorAsync("ChangeMessageVisibility", Change(url, stale, 10));
        await sqs.ReceiveAsync(url);
        var notTheLast = await sqs.ErrorAsync("ChangeMessageVisibility", Change(url, stale, 10));
        var neverIssued = await sqs.ErrorAsync("ChangeMessageVisibility", Change(url, new() { ["ReceiptHandle"] = "abc" }, 10));
        var missing = await sqs.ErrorAsync("ChangeMessageVisibility", Change(url, stale, null));

        Assert.Equal("AWS.SimpleQueueService.MessageNotInflight;Sender", notInFlight.QueryError);
        Assert.Equal("InvalidParameterValue;Sender", notTheLast.QueryError);
        Assert.Equal((404, "ReceiptHandleIsInvalid;Sender"), (neverIssued.Status, neverIssued.QueryError));
        Assert.Equal("MissingParameter;Sender", missing.QueryError);
    }

    [Fact] // DeleteMessage: "even if the visibility timeout setting causes the message to be locked by another consumer"
    public async Task Deleted_message_does_not_come_back()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        await sqs.CallAsync("DeleteMessage", Delete(url, message));
        await sqs.CallAsync("DeleteMessage", Delete(url, message));
        time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // DeleteMessage: "If you don't provide the most recent receipt handle ..., the request succeeds, but the message might not be deleted"
    public async Task Stale_receipt_handle_deletes_nothing_and_is_no_error()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var stale = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(30));
        await sqs.ReceiveAsync(url);

        await sqs.CallAsync("DeleteMessage", Delete(url, stale));

        Assert.Equal(1, (await sqs.CountAsync(url)).InFlight);
    }

    [Fact] // DeleteMessage: the last handle counts after its visibility timeout too
    public async Task Message_can_be_deleted_after_its_visibility_timeout()
    {
        var time = new FakeTimeProvider();
        await using var sqs = await SqsHost.StartAsync(time);
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));
        time.Advance(TimeSpan.FromSeconds(31));

        await sqs.CallAsync("DeleteMessage", Delete(url, message));

        Assert.Empty(await sqs.ReceiveAsync(url));
    }

    [Fact] // DeleteMessage: ReceiptHandleIsInvalid
    public async Task Receipt_handle_of_another_queue_is_refused()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        await sqs.SendMessageAsync(url, "1");
        var message = Assert.Single(await sqs.ReceiveAsync(url));

        var error = await sqs.ErrorAsync("DeleteMessage", Delete(await sqs.CreateQueueAsync("other"), message));

        Assert.Equal("com.amazonaws.sqs#ReceiptHandleIsInvalid", error.Type);
    }

    [Fact] // GetQueueAttributes: ApproximateNumberOfMessages, …NotVisible, …Delayed; here they are exact
    public async Task Messages_are_counted_as_visible_in_flight_and_delayed()
    {
        await using var sqs = await SqsHost.StartAsync();
        var url = await sqs.CreateQueueAsync("rows");
        for (var i = 0; i < 6; i++)
        {
            await sqs.CallAsync("SendMessage", new() { ["QueueUrl"] = url, ["MessageBody"] = "1", ["DelaySeconds"] = i < 1 ? 900 : 0 });
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
                    seen.Add((string)message["Body"]!);
                }
            }
        }));

        Assert.Equal(Enumerable.Range(0, 1000), seen.Select(int.Parse).Order());
    }

    private static JsonObject Delete(string url, JsonObject message) =>
        new() { ["QueueUrl"] = url, ["ReceiptHandle"] = (string)message["ReceiptHandle"]! };

    private static JsonObject Change(string url, JsonObject message, int? timeout) =>
        new() { ["QueueUrl"] = url, ["ReceiptHandle"] = (string)message["ReceiptHandle"]!, ["VisibilityTimeout"] = timeout };
}
