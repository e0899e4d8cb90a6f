using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.EventSources;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.EventSources;

/// <summary>The mapping of a standard queue; each test names the page of the Lambda developer guide that has its rule.</summary>
public sealed class EventSourceMappingTests
{
    private static readonly QueueCounts Empty = new(0, 0, 0);

    [Fact] // "Using Lambda with Amazon SQS": example event
    public async Task Function_gets_the_messages_as_an_event_of_records()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time);
        var sent = fixture.Queue.Send(new OutgoingMessage("{\"a\":\"é\"}")
        {
            Attributes = new Dictionary<string, MessageAttribute>
            {
                ["symbol"] = new() { DataType = "String", StringValue = "BTCUSDT" },
                ["raw"] = new() { DataType = "Binary", BinaryValue = [1, 2, 3] },
            },
        });

        fixture.Start(_ => "");
        await fixture.CountAsync(Empty);

        var record = Assert.Single(Assert.Single(fixture.Events)["Records"]!.AsArray())!.AsObject();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.NotEmpty((string)record["receiptHandle"]!);
        record.Remove("receiptHandle");
        Assert.True(JsonNode.DeepEquals(record, JsonNode.Parse($$"""
            {
              "messageId": "{{sent.MessageId}}",
              "body": "{\"a\":\"é\"}",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "{{now}}",
                "SenderId": "000000000000",
                "ApproximateFirstReceiveTimestamp": "{{now}}"
              },
              "messageAttributes": {
                "symbol": { "stringValue": "BTCUSDT", "stringListValues": [], "binaryListValues": [], "dataType": "String" },
                "raw": { "binaryValue": "AQID", "stringListValues": [], "binaryListValues": [], "dataType": "Binary" }
              },
              "md5OfBody": "{{sent.Md5OfBody}}",
              "md5OfMessageAttributes": "{{sent.Md5OfAttributes}}",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:rows",
              "awsRegion": "us-east-1"
            }
            """)), record.ToJsonString());
    }

    [Fact] // "Amazon SQS batch actions" of the SQS developer guide: ten messages a request at most
    public async Task Receives_and_deletes_are_counted_as_the_requests_that_the_poller_makes()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time)
        {
            Settings = Settings(batchSize: 25, window: 1),
        };
        fixture.Send([.. Enumerable.Range(1, 25).Select(number => $"{number}")]);

        fixture.Start(_ => "");
        await fixture.CountAsync(Empty);

        Assert.Single(fixture.Events);
        Assert.Equal(3, fixture.Requests.Of("mapping", "ReceiveMessage"));
        Assert.Equal(3, fixture.Requests.Of("mapping", "DeleteMessageBatch"));
    }

    [Fact] // "Handling errors for an SQS event source": implementing partial batch responses
    public async Task Reported_messages_stay_and_all_others_are_deleted()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time);
        fixture.Send("1", "2", "3");

        fixture.Start(json => MappingFixture.Failures(json, "2"));
        await fixture.CountAsync(new QueueCounts(Visible: 0, InFlight: 1, Delayed: 0));
        time.Advance(TimeSpan.FromSeconds(29));
        var beforeTheTimeout = fixture.Events.Count;
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => fixture.Events.Count == 2, "the message comes back");

        Assert.Equal(1, beforeTheTimeout);
        Assert.Equal(["2"], MappingFixture.Bodies(fixture.Events.Last()));
    }

    [Fact] // "Using dead-letter queues in Amazon SQS" of the SQS developer guide, with partial batch responses
    public async Task Poison_message_reaches_the_dead_letters_and_its_neighbours_are_done_at_the_first_attempt()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time);
        fixture.Send("1", "poison", "2");

        fixture.Start(json => MappingFixture.Failures(json, "poison"));
        await fixture.CountAsync(new QueueCounts(Visible: 0, InFlight: 1, Delayed: 0));
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return fixture.DeadLetters.Count().Visible == 1;
        }, "the poison message is a dead letter");

        var letter = Assert.Single(await fixture.DeadLetters.ReceiveAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("poison", letter.Body);
        Assert.Equal(Empty, fixture.Queue.Count());
        Assert.Equal(["1,poison,2", "poison"], fixture.Events.Select(e => string.Join(',', MappingFixture.Bodies(e))));
    }

    [Theory] // "Handling errors for an SQS event source": success and failure conditions
    [InlineData("", 0)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("""{"batchItemFailures":[]}""", 0)]
    [InlineData("""{"batchItemFailures":null}""", 0)]
    [InlineData("""{"statusCode":200}""", 0)]
    [InlineData("{", 2)]
    [InlineData("\"done\"", 2)]
    [InlineData("""{"batchItemFailures":"all"}""", 2)]
    [InlineData("""{"batchItemFailures":["x"]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"ItemIdentifier":"x"}]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"of no message"}]}""", 2)]
    public async Task Answer_is_complete_success_or_complete_failure(string answer, int kept)
    {
        await using var fixture = new MappingFixture(new FakeTimeProvider());
        fixture.Send("1", "2");
        fixture.Start(_ => answer);
        await Eventually.TrueAsync(() => fixture.Events.Count == 1, "the function is invoked");

        await fixture.StopAsync();

        Assert.Equal(new QueueCounts(Visible: 0, InFlight: kept, Delayed: 0), fixture.Queue.Count());
    }

    [Fact] // "Handling errors for an SQS event source": the response counts with ReportBatchItemFailures only
    public async Task Without_the_setting_the_answer_is_ignored()
    {
        await using var fixture = new MappingFixture(new FakeTimeProvider());
        var settings = fixture.Settings with { ReportBatchItemFailures = false };
        await using var ignoring = new MappingFixture(fixture.Time) { Settings = settings };
        ignoring.Send("1", "2");

        ignoring.Start(json => MappingFixture.Failures(json, "1", "2"));

        await ignoring.CountAsync(Empty);
    }

    [Fact] // "Handling errors for an SQS event source": "If your function throws an exception, the entire batch is considered a complete failure"
    public async Task Function_error_deletes_nothing_and_the_batch_comes_back_after_its_visibility_timeout()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time);
        fixture.Send("1", "2");

        fixture.Run((_, _) => Task.FromResult(new InvocationResult("request", "{}"u8.ToArray(), "Unhandled")));
        await Eventually.TrueAsync(() => fixture.Events.Count == 1 && time.Waiting == 1, "the function is invoked once");
        Assert.Equal(new QueueCounts(Visible: 0, InFlight: 2, Delayed: 0), fixture.Queue.Count());
        time.Advance(TimeSpan.FromSeconds(30));

        await Eventually.TrueAsync(() => fixture.Events.Count == 2, "the batch comes back");
    }

    [Fact] // "Handling errors for an SQS event source": backoff; the messages are in the queue all the while
    public async Task Mapping_backs_off_when_the_function_cannot_be_invoked()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time);
        fixture.Send("1");

        fixture.Start(_ => fixture.Events.Count < 3 ? throw new InvalidOperationException("Throttled.") : "");
        await Eventually.TrueAsync(() => time.NextDue == time.GetUtcNow() + TimeSpan.FromSeconds(1), "a pause of a second");
        fixture.Send("2");
        Assert.Single(fixture.Events);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => time.NextDue == time.GetUtcNow() + TimeSpan.FromSeconds(2), "a pause of two seconds");
        Assert.Equal(2, fixture.Events.Count);
        Assert.Equal(2, fixture.Queue.Count().InFlight);
        time.Advance(TimeSpan.FromSeconds(29));

        await fixture.CountAsync(new QueueCounts(Visible: 0, InFlight: 1, Delayed: 0));
        Assert.Equal(["1", "2", "1"], fixture.Events.SelectMany(MappingFixture.Bodies));
    }

    [Fact] // "Creating and configuring an Amazon SQS event source mapping": batch size
    public async Task Batch_is_never_larger_than_its_size()
    {
        await using var fixture = new MappingFixture { Settings = Settings(batchSize: 4) };
        fixture.Send([.. Enumerable.Range(0, 9).Select(i => $"{i}")]);

        fixture.Start(_ => "");
        await fixture.CountAsync(Empty);

        Assert.Equal([1, 4, 4], fixture.Events.Select(e => MappingFixture.Bodies(e).Count()).Order());
    }

    [Fact] // "Creating and configuring an Amazon SQS event source mapping": batch window
    public async Task Batch_gathers_until_its_window_ends()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time) { Settings = Settings(batchSize: 10, window: 5) };
        fixture.Send("1");
        fixture.Start(_ => "");
        await Eventually.TrueAsync(() => time.NextDue == time.GetUtcNow() + TimeSpan.FromSeconds(5), "the window is open");

        time.Advance(TimeSpan.FromSeconds(3));
        fixture.Send("2");
        await Eventually.TrueAsync(() => fixture.Queue.Count().InFlight == 2 && time.NextDue == time.GetUtcNow() + TimeSpan.FromSeconds(2),
            "the second message is taken, and the window still ends when it did");
        var early = fixture.Events.Count;
        time.Advance(TimeSpan.FromSeconds(2));
        await fixture.CountAsync(Empty);

        Assert.Equal(0, early);
        Assert.Equal(["1", "2"], MappingFixture.Bodies(Assert.Single(fixture.Events)));
    }

    [Fact] // "Creating and configuring an Amazon SQS event source mapping": whichever comes first, window or full batch
    public async Task Full_batch_does_not_wait_for_its_window()
    {
        await using var fixture = new MappingFixture(new FakeTimeProvider()) { Settings = Settings(batchSize: 25, window: 300) };
        fixture.Send([.. Enumerable.Range(0, 10).Select(i => $"{i}")]);

        fixture.Start(_ => "");
        await fixture.CountAsync(new QueueCounts(Visible: 0, InFlight: 10, Delayed: 0));
        var early = fixture.Events.Count;
        fixture.Send([.. Enumerable.Range(10, 15).Select(i => $"{i}")]);
        await fixture.CountAsync(Empty);

        Assert.Equal(0, early);
        Assert.Equal(Enumerable.Range(0, 25), MappingFixture.Bodies(Assert.Single(fixture.Events)).Select(int.Parse));
    }

    [Fact] // "Lambda quotas": 6 MB for a synchronous invocation, which ends a batch too
    public async Task Event_is_never_larger_than_six_megabytes()
    {
        await using var fixture = new MappingFixture();
        // A quotation mark takes two bytes in the event: seven such messages are over 6 MB after three.
        foreach (var i in Enumerable.Range(0, 7))
        {
            fixture.Send(i + new string('"', 1024 * 1024 - 1));
        }

        fixture.Start(_ => "");
        await fixture.CountAsync(Empty);

        Assert.Equal("0123456", string.Concat(fixture.Events.SelectMany(MappingFixture.Bodies).Select(b => b[0]).Order()));
        Assert.Equal([1, 2, 2, 2], fixture.Events.Select(e => MappingFixture.Bodies(e).Count()).Order());
    }

    [Fact] // "Configuring scaling behavior for SQS event source mappings": maximum concurrency
    public async Task Invocations_at_once_reach_the_maximum_concurrency_and_never_pass_it()
    {
        await using var fixture = new MappingFixture { Settings = Settings(batchSize: 1, maximumConcurrency: 3) };
        fixture.Send([.. Enumerable.Range(0, 60).Select(i => $"{i}")]);
        var running = 0;
        var most = 0;

        fixture.Start(async (_, cancellation) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
            Interlocked.Decrement(ref running);
            return "";
        });
        await fixture.CountAsync(Empty);

        Assert.Equal((3, 60), (most, fixture.Events.Count));
    }

    [Fact] // "Configuring scaling behavior for SQS event source mappings": five at first, up to 300 more a minute
    public async Task Invocations_at_once_grow_from_five_while_messages_wait()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new MappingFixture(time) { Settings = Settings(batchSize: 1) };
        fixture.Send([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);

        fixture.Start(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return "";
        });
        await Eventually.TrueAsync(() => fixture.Events.Count == 5 && time.Waiting == 1, "five invocations");
        time.Advance(TimeSpan.FromMilliseconds(200));
        await Eventually.TrueAsync(() => fixture.Events.Count == 6 && time.Waiting == 1, "six invocations");

        var stop = fixture.StopAsync();
        await Eventually.TrueAsync(() => time.NextDue == time.GetUtcNow() + TimeSpan.FromSeconds(10), "the mapping waits for them");
        time.Advance(TimeSpan.FromSeconds(10));
        await stop;
        Assert.Equal(20, fixture.Queue.Count().Visible + fixture.Queue.Count().InFlight);
    }

    [Fact]
    public async Task Stopping_waits_for_the_invocations_under_way_and_receives_no_more()
    {
        await using var fixture = new MappingFixture { Settings = Settings(batchSize: 1, maximumConcurrency: 2) };
        fixture.Send("1", "2", "3");
        var finish = new TaskCompletionSource();
        fixture.Start(async (_, _) =>
        {
            await finish.Task;
            return "";
        });
        await Eventually.TrueAsync(() => fixture.Events.Count == 2, "two invocations");

        var stop = fixture.StopAsync();
        var stoppedEarly = stop.IsCompleted;
        finish.SetResult();
        await stop;

        Assert.False(stoppedEarly);
        Assert.Equal(2, fixture.Events.Count);
        Assert.Equal(new QueueCounts(Visible: 1, InFlight: 0, Delayed: 0), fixture.Queue.Count());
    }

    [Fact]
    public async Task Messages_of_an_unfinished_batch_are_visible_again_when_the_mapping_stops()
    {
        await using var fixture = new MappingFixture(new FakeTimeProvider()) { Settings = Settings(batchSize: 10, window: 300) };
        fixture.Send("1", "2");
        fixture.Start(_ => "");
        await fixture.CountAsync(new QueueCounts(Visible: 0, InFlight: 2, Delayed: 0));

        await fixture.StopAsync();

        Assert.Equal(new QueueCounts(Visible: 2, InFlight: 0, Delayed: 0), fixture.Queue.Count());
        Assert.Empty(fixture.Events);
    }

    [Fact] // CreateEventSourceMapping: Enabled
    public async Task Disabled_mapping_does_not_poll()
    {
        await using var fixture = new MappingFixture();
        await using var disabled = new MappingFixture { Settings = fixture.Settings with { Enabled = false } };
        disabled.Send("1");

        disabled.Start(_ => "");
        fixture.Send("1");
        fixture.Start(_ => "");
        await fixture.CountAsync(Empty);

        Assert.Equal(new QueueCounts(Visible: 1, InFlight: 0, Delayed: 0), disabled.Queue.Count());
    }

    [Theory] // CreateEventSourceMapping: the ranges of its parameters
    [InlineData(0, 0, null, "BatchSize")]
    [InlineData(10_001, 1, null, "BatchSize")]
    [InlineData(11, 0, null, "BatchingWindow")]
    [InlineData(10, 301, null, "BatchingWindow")]
    [InlineData(10, 0, 1, "MaximumConcurrency")]
    [InlineData(10, 0, 1001, "MaximumConcurrency")]
    public async Task Setting_that_lambda_would_refuse_is_refused_by_name(int batchSize, int window, int? maximumConcurrency, string setting)
    {
        await using var fixture = new MappingFixture { Settings = Settings(batchSize, window, maximumConcurrency) };

        var error = Assert.Throws<ArgumentException>(() => fixture.Start(_ => ""));

        Assert.StartsWith(setting, error.Message, StringComparison.Ordinal);
    }

    private static EventSourceMappingSettings Settings(int batchSize, int window = 0, int? maximumConcurrency = null) => new(
        "mapping", LocalAccount.Arn("sqs", "rows"), "writer", batchSize, TimeSpan.FromSeconds(window), maximumConcurrency,
        ReportBatchItemFailures: true, Enabled: true);
}
