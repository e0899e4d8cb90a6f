using System.Net;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A message that fails on its last permitted receive goes to the dead letters with the reason.</summary>
public sealed class LastReceiveTests(LocalAws aws)
{
    private const string Write = "BatchWriteItem";
    private const string Send = "SendMessageBatch";

    [Fact]
    public async Task Refused_message_is_handed_over_on_its_last_receive_and_fails_before()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(call => call.Operation == Write, HttpStatusCode.BadRequest, "ResourceNotFoundException");

        var failed = await scene.HandleAsync(Scene.Event(
            Scene.Received(1, Scene.MaximumReceives - 1), Scene.Received(2, Scene.MaximumReceives), Scene.Received(3, Scene.MaximumReceives + 1)));

        Assert.Equal(["message-1"], failed);
        var reasons = await scene.ReasonsAsync();
        Assert.Equal(["message-2", "message-3"], reasons.Keys.Order());
        Assert.All(reasons.Values, reason => Assert.Equal("Refused by the test.", reason));
    }

    [Fact]
    public async Task Message_that_is_stored_on_its_last_receive_is_no_dead_letter()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(Scene.Event(Scene.Received(1, Scene.MaximumReceives)));

        Assert.Empty(failed);
        Assert.Equal([1], await scene.RowsAsync());
        Assert.Empty(scene.Wire.Calls(Send));
    }

    [Fact]
    public async Task Of_two_messages_of_a_candle_the_one_that_may_come_again_does()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(call => call.Operation == Write, HttpStatusCode.InternalServerError, "InternalServerError");

        var failed = await scene.HandleAsync(
            Scene.Event(Scene.Received(1, Scene.MaximumReceives), Scene.Message("again", Scene.Row(1).ToJson())));

        Assert.Equal(["again"], failed);
        Assert.Equal(["message-1"], (await scene.ReasonsAsync()).Keys);
    }

    [Fact]
    public async Task Message_that_the_dead_letters_do_not_take_stays_failed()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(_ => true, HttpStatusCode.InternalServerError, "InternalServerError");

        var failed = await scene.HandleAsync(Scene.Event(Scene.Received(1, Scene.MaximumReceives)));

        Assert.Equal(["message-1"], failed);
    }

    [Fact]
    public async Task Time_is_kept_for_handing_over_what_the_table_left_unprocessed_and_what_had_no_turn()
    {
        using var scene = await Scene.CreateAsync(aws);
        _ = scene.Wire.Hang(call => call.Operation == Write);
        var time = new FakeTimeProvider();

        var handling = scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 101).Select(number => Scene.Received(number, Scene.MaximumReceives))),
            time,
            TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => scene.Wire.Calls(Write).Count == 4, "as many calls are made as may be at once");
        time.Advance(TimeSpan.FromSeconds(25.9));
        Assert.False(handling.IsCompleted, "It gives up before its time.");
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Eventually.TrueAsync(() => handling.IsCompleted, "the function gives up");

        Assert.Empty(await handling);
        var reasons = await scene.ReasonsAsync();
        Assert.Equal("DynamoDB left it unprocessed until the invocation's time was over", reasons["message-1"]);
        Assert.Equal("the invocation's time was over before its turn", reasons["message-101"]);
        Assert.Equal(4, scene.Wire.Calls(Write).Count);
    }

    [Fact]
    public async Task Reason_that_SQS_would_refuse_is_made_fit_for_it()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Fault = call => Task.FromResult(call.Operation == Write
            ? Wire.Answer(new() { ["__type"] = "ValidationException", ["message"] = "a\0b\uffff" + new string('c', 600) }, HttpStatusCode.BadRequest)
            : null);

        var failed = await scene.HandleAsync(Scene.Event(Scene.Received(1, Scene.MaximumReceives)));

        Assert.Empty(failed);
        Assert.Equal($"a b {new string('c', 496)}", (await scene.ReasonsAsync())["message-1"]);
    }
}
