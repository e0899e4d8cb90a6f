using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Lambda;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

public sealed class AsyncInvocationTests : IAsyncLifetime
{
    private const string Destination = "arn:aws:sqs:us-east-1:000000000000:failures";

    private LambdaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await LambdaHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_event_runs_and_its_outcome_is_kept()
    {
        _host.Put("echo", WithDestination);

        var requestId = await _host.EnqueueAsync("echo", """{"price":"0.10"}""");
        await Eventually.TrueAsync(() => _host.Service.CountEvents().Succeeded == 1);

        var finished = Assert.Single(_host.Service.Events());
        Assert.Equal((requestId, "echo", AsyncEventState.Succeeded),
            (finished.RequestId, finished.Function, finished.State));
        Assert.Equal("0.10", (string?)JsonNode.Parse(finished.Response!.Value.Span)!["price"]);
        Assert.Equal(1, finished.Attempts);
        Assert.Empty(_host.Records);
    }

    [Fact]
    public async Task A_failing_event_is_tried_three_times_and_then_recorded_at_the_destination()
    {
        _host.Put("echo", WithDestination);

        var requestId = await _host.EnqueueAsync("echo", """{"do":"fail"}""");
        await Eventually.TrueAsync(() => _host.Service.CountEvents().Failed == 1);

        var (arn, record) = Assert.Single(_host.Records);
        var expected = JsonNode.Parse($$$"""
            {
              "version": "1.0",
              "timestamp": "{{{(string?)record["timestamp"]}}}",
              "requestContext": {
                "requestId": "{{{requestId}}}",
                "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:echo:$LATEST",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": 3
              },
              "requestPayload": { "do": "fail" },
              "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
              "responsePayload": { "errorType": "Boom", "errorMessage": "as asked" }
            }
            """);
        Assert.Equal(Destination, arn);
        Assert.Equal(expected!.ToJsonString(), record.ToJsonString());
        var starts = _host.Lines.Where(line => line.Text.Contains("platform.start", StringComparison.Ordinal));
        Assert.Equal([requestId, requestId, requestId], starts.Select(line => line.RequestId));
        Assert.Equal((AsyncEventState.Failed, 3),
            (_host.Service.Events()[0].State, _host.Service.Events()[0].Attempts));
    }

    [Fact]
    public async Task An_event_that_fails_once_succeeds_at_the_retry()
    {
        await using var host = await LambdaHost.StartAsync(
            change: options => options with { RetryDelays = [TimeSpan.FromSeconds(10)] });
        host.Put("echo", WithDestination);
        var file = host.NewFile();

        await host.EnqueueAsync("echo", $$"""{"do":"need","file":"{{file}}"}""");
        await Eventually.TrueAsync(() => host.Lines.Any(
            line => line.Text.Contains("platform.report", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => host.Service.CountEvents().Succeeded == 1);

        Assert.Equal(2, host.Service.Events()[0].Attempts);
        Assert.Empty(host.Records);
    }

    [Fact]
    public async Task A_record_is_sent_again_until_the_destination_accepts_it()
    {
        _host.Put("echo", settings => WithDestination(settings) with { MaximumRetryAttempts = 0 });
        _host.Refusals = 2;

        await _host.EnqueueAsync("echo", """{"do":"fail"}""");
        await Eventually.TrueAsync(() => _host.Service.CountEvents().Failed == 1);

        Assert.Single(_host.Records);
        Assert.True(_host.Refusals < 0);
    }

    [Fact]
    public async Task Events_wait_for_a_function_at_its_limit()
    {
        _host.Put("echo", settings => settings with { ReservedConcurrency = 1 });
        var file = _host.NewFile();
        var blocking = _host.InvokeAsync("echo", $$"""{"do":"await","file":"{{file}}"}""");

        await _host.EnqueueAsync("echo", """{"number":1}""");
        await _host.EnqueueAsync("echo", """{"number":2}""");
        Assert.Equal(new AsyncEventCounts(2, 0, 0), _host.Service.CountEvents());
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await blocking;
        await Eventually.TrueAsync(() => _host.Service.CountEvents().Succeeded == 2);

        Assert.Equal([2, 1], _host.Service.Events().Select(Number));
    }

    [Fact]
    public async Task An_event_that_waited_too_long_goes_to_the_destination_without_having_run()
    {
        _host.Put("echo", settings => WithDestination(settings) with
        {
            ReservedConcurrency = 0,
            MaximumEventAge = TimeSpan.FromMilliseconds(100),
        });

        await _host.EnqueueAsync("echo", "{}");
        await Eventually.TrueAsync(() => !_host.Records.IsEmpty);

        var record = _host.Records.Single().Record;
        Assert.Equal("EventAgeExceeded", (string?)record["requestContext"]!["condition"]);
        Assert.Equal(0, (int?)record["requestContext"]!["approximateInvokeCount"]);
        Assert.Null(record["responsePayload"]);
    }

    [Fact]
    public async Task A_waiting_event_runs_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("lambda-");
        await using (var first = await LambdaHost.StartAsync(folder.FullName))
        {
            first.Put("echo", settings => settings with { ReservedConcurrency = 0 });
            await first.EnqueueAsync("echo", """{"number":1}""");
        }

        await using (var second = await LambdaHost.StartAsync(folder.FullName))
        {
            Assert.Equal(1, second.Service.CountEvents().Pending);
            second.Put("echo");
            await Eventually.TrueAsync(() => second.Service.CountEvents() == new AsyncEventCounts(0, 1, 0));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_event_whose_run_is_cut_off_by_a_stop_is_no_failure()
    {
        var folder = Directory.CreateTempSubdirectory("lambda-");
        var first = await LambdaHost.StartAsync(folder.FullName, options => options with { StopGrace = TimeSpan.Zero });
        first.Put("echo", settings => WithDestination(settings) with { MaximumRetryAttempts = 0 });
        await first.EnqueueAsync("echo", $$"""{"do":"await","file":"{{Path.Combine(folder.FullName, "go")}}"}""");
        await Eventually.TrueAsync(() => first.Lines.Any(line => line.Text == "waiting"));
        await first.DisposeAsync();

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "go"), "", TestContext.Current.CancellationToken);
        await using (var second = await LambdaHost.StartAsync(folder.FullName))
        {
            second.Put("echo", WithDestination);
            await Eventually.TrueAsync(() => second.Service.CountEvents().Succeeded == 1);
            Assert.Equal(1, second.Service.Events()[0].Attempts);
        }

        Assert.Empty(first.Records);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Only_the_last_finished_events_are_kept_but_all_are_counted()
    {
        await using var host = await LambdaHost.StartAsync(change: options => options with { FinishedEventsKept = 3 });
        host.Put("echo", settings => settings with { ReservedConcurrency = 1 });

        for (var number = 1; number <= 5; number++)
        {
            // One after the other: events that wait together are run in no certain order.
            var finished = number;
            await host.EnqueueAsync("echo", $$"""{"number":{{number}}}""");
            await Eventually.TrueAsync(() => host.Service.CountEvents().Succeeded == finished);
        }

        Assert.Equal([5, 4, 3], host.Service.Events("echo").Select(Number));
        Assert.Empty(host.Service.Events("another"));
    }

    private static int Number(AsyncEvent value) => (int)JsonNode.Parse(value.Payload.Span)!["number"]!;

    private static FunctionSettings WithDestination(FunctionSettings settings) =>
        settings with { OnFailureArn = Destination };
}
