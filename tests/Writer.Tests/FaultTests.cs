using System.Net;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Writer.Tests;

public sealed class FaultTests(LocalAws aws)
{
    private const string Write = "BatchWriteItem";

    [Fact]
    public async Task Unprocessed_items_are_offered_again_and_no_others()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Fault = call => scene.Wire.Calls(Write).Count == 1 ? LeaveAsync(scene, call, 2, 4) : Wire.Pass;

        var failed = await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 5).Select(Scene.Message)));

        Assert.Empty(failed);
        Assert.Equal([1, 2, 3, 4, 5], await scene.RowsAsync());
        Assert.Equal(["S2USDT", "S4USDT"], Symbols(scene, scene.Wire.Calls(Write)[1]));
    }

    [Fact]
    public async Task Item_that_stays_unprocessed_until_the_deadline_is_reported_alone()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Fault = call => LeaveAsync(scene, call, 3);
        var time = new FakeTimeProvider();
        var start = time.GetUtcNow();

        var handling = scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 5).Select(Scene.Message)), time, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(
            () =>
            {
                AdvanceToNextAttempt(time);
                return handling.IsCompleted;
            },
            "the function gives up");

        Assert.Equal(["message-3"], await handling);
        Assert.Equal([1, 2, 4, 5], await scene.RowsAsync());
        Assert.Equal(TimeSpan.FromSeconds(29), time.GetUtcNow() - start);
        Assert.InRange(scene.Wire.Calls(Write).Count, 29 / 2, 100);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "InternalServerError")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")]
    public async Task Refused_call_fails_its_own_messages_and_no_others(HttpStatusCode status, string type)
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(call => Symbols(scene, call).Contains("S30USDT"), status, type);

        var failed = await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 60).Select(Scene.Message)));

        Assert.Equal(Enumerable.Range(26, 25).Select(number => $"message-{number}"), failed);
        Assert.Equal([.. Enumerable.Range(1, 25), .. Enumerable.Range(51, 10)], await scene.RowsAsync());
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("ThrottlingException")]
    [InlineData("RequestLimitExceeded")]
    public async Task Throttled_call_is_tried_again_like_unprocessed_items(string type)
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(_ => scene.Wire.Calls(Write).Count <= 2, HttpStatusCode.BadRequest, type);

        var failed = await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 5).Select(Scene.Message)));

        Assert.Empty(failed);
        Assert.Equal([1, 2, 3, 4, 5], await scene.RowsAsync());
        Assert.Equal(3, scene.Wire.Calls(Write).Count);
    }

    [Fact]
    public async Task Both_messages_of_a_candle_fail_where_it_is_not_stored()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(_ => true, HttpStatusCode.InternalServerError, "InternalServerError");

        var failed = await scene.HandleAsync(
            Scene.Event(Scene.Message(1), Scene.Message("again", Scene.Row(1).ToJson())));

        Assert.Equal(["again", "message-1"], failed);
    }

    [Fact]
    public async Task Missing_table_fails_every_message()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 30).Select(Scene.Message)), table: "no-such-table");

        Assert.Equal(30, failed.Count);
    }

    [Fact]
    public async Task Call_that_hangs_ends_with_the_invocation_and_fails_its_own_batch_alone()
    {
        using var scene = await Scene.CreateAsync(aws);
        var hanging = scene.Wire.Hang(call => Symbols(scene, call).Contains("S30USDT"));
        var time = new FakeTimeProvider();

        var handling = scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 60).Select(Scene.Message)), time, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => hanging.IsCompleted, "the second call is made");
        await Eventually.TrueAsync(() => scene.Wire.Calls(Write).Count(call => call.ResponseLength > 0) == 2, "the calls beside it are done");
        time.Advance(TimeSpan.FromSeconds(28.9));
        Assert.False(handling.IsCompleted, "It gives up before its time.");
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Eventually.TrueAsync(() => handling.IsCompleted, "the function gives up");

        Assert.Equal(25, (await handling).Count);
        Assert.Equal([.. Enumerable.Range(1, 25), .. Enumerable.Range(51, 10)], await scene.RowsAsync());
    }

    [Fact]
    public async Task Batches_whose_turn_comes_after_the_deadline_are_not_even_tried()
    {
        using var scene = await Scene.CreateAsync(aws);
        _ = scene.Wire.Hang(_ => true);
        var time = new FakeTimeProvider();

        var handling = scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 150).Select(Scene.Message)), time, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => scene.Wire.Calls(Write).Count == 4, "four calls are made");
        time.Advance(TimeSpan.FromSeconds(29.1));
        await Eventually.TrueAsync(() => handling.IsCompleted, "the function gives up");

        Assert.Equal(150, (await handling).Count);
        Assert.Equal(4, scene.Wire.Calls(Write).Count);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(900)]
    public async Task Invocation_whose_time_is_over_reports_every_message(int remainingMilliseconds)
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(
            Scene.Event(Scene.Message(1), Scene.Message(2)), remaining: TimeSpan.FromMilliseconds(remainingMilliseconds));

        Assert.Equal(["message-1", "message-2"], failed);
        Assert.Empty(await scene.RowsAsync());
        Assert.Empty(scene.Wire.Calls(Write));
    }

    private static IEnumerable<string> Symbols(Scene scene, WireCall call) => Requests(scene, call).Select(Symbol);

    private static JsonArray Requests(Scene scene, WireCall call) => call.Body["RequestItems"]![scene.Table]!.AsArray();

    private static string Symbol(JsonNode? request) => (string)request!["PutRequest"]!["Item"]!["symbol"]!["S"]!;

    /// <summary>DynamoDB stores the batch but for these rows.</summary>
    private static async Task<HttpResponseMessage?> LeaveAsync(Scene scene, WireCall call, params int[] rows)
    {
        var requests = Requests(scene, call);
        var left = requests.Where(request => rows.Any(row => Symbol(request) == $"S{row}USDT")).ToList();
        left.ForEach(request => requests.Remove(request));
        var answer = requests.Count > 0 ? await call.PassAsync() : [];
        answer["UnprocessedItems"] = new JsonObject { [scene.Table] = new JsonArray([.. left]) };
        return Wire.Answer(answer);
    }

    // Where the function waits for three timers, two are its deadlines and the other its next attempt.
    private static void AdvanceToNextAttempt(FakeTimeProvider time)
    {
        if (time.Waiting == 3)
        {
            time.Advance(time.NextDue!.Value - time.GetUtcNow());
        }
    }
}
