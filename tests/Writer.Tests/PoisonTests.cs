using System.Net;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A message that can never be stored goes to the dead letters with the reason, alone and at once.</summary>
public sealed class PoisonTests(LocalAws aws)
{
    public static TheoryData<string> Bodies { get; } = new()
    {
        "not JSON",
        "[]",
        "null",
        Scene.Row(2).ToJson().Replace("\"schema\":1", "\"schema\":2", StringComparison.Ordinal),
        Scene.Row(2).ToJson().Replace("\"high\":\"2.1010\"", "\"high\":\"2.0999\"", StringComparison.Ordinal),
        Scene.Row(2).ToJson()[..^1],
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Poison_message_does_not_block_its_neighbours(string body)
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(
            Scene.Event(Scene.Message(1), Scene.Message("poison", body), Scene.Message(3)));

        Assert.Empty(failed);
        Assert.Equal([1, 3], await scene.RowsAsync());
        Assert.Single(scene.Wire.Calls("BatchWriteItem"));
        var letter = Assert.Single(await scene.DeadLettersAsync());
        Assert.Equal(body, letter.Body);
        Assert.False(RowMessage.TryParse(body, out _, out var reason));
        Assert.Equal(reason, letter.MessageAttributes["reason"].StringValue);
    }

    [Fact]
    public async Task Dead_letter_says_why_when_and_what_it_was_and_keeps_its_attributes()
    {
        using var scene = await Scene.CreateAsync(aws);
        var time = new FakeTimeProvider();
        var message = Scene.Message("poison", "?", receives: 2);
        message.MessageAttributes["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([1, 2, 3]) };

        await scene.HandleAsync(Scene.Event(message), time);

        var attributes = Assert.Single(await scene.DeadLettersAsync()).MessageAttributes;
        Assert.Equal(
            ["bytes", "failed_at", "reason", "receives", "source_message_id", "symbol", "uploaded_at"], attributes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("2026-02-02T13:40:00.000Z", attributes["failed_at"].StringValue);
        Assert.Equal(("Number", "2"), (attributes["receives"].DataType, attributes["receives"].StringValue));
        Assert.Equal("poison", attributes["source_message_id"].StringValue);
        Assert.Equal("ANY", attributes["symbol"].StringValue);
        Assert.Equal([1, 2, 3], attributes["bytes"].BinaryValue.ToArray());
    }

    [Fact]
    public async Task Batch_of_poison_alone_is_handed_over_without_a_call_to_the_table()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 23).Select(number => Scene.Message($"{number}", "?"))));

        Assert.Empty(failed);
        Assert.Equal(23, (await scene.ReasonsAsync()).Count);
        Assert.Empty(scene.Wire.Calls("BatchWriteItem"));
    }

    [Fact]
    public async Task Large_messages_go_in_calls_that_SQS_takes()
    {
        using var scene = await Scene.CreateAsync(aws);
        var large = new string('x', 400 * 1024);
        var largest = new string('x', (1024 * 1024) - 10);

        var failed = await scene.HandleAsync(Scene.Event(
            Scene.Message("a", large), Scene.Message("too large", largest), Scene.Message("b", large), Scene.Message("c", large)));

        // With its attributes it is larger than any message; SQS's own redrive needs none.
        Assert.Equal(["too large"], failed);
        Assert.Equal(["a", "b", "c"], (await scene.ReasonsAsync()).Keys.Order());
    }

    [Fact]
    public async Task Poison_stays_failed_where_the_dead_letters_do_not_take_it()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(call => call.Operation == "SendMessageBatch", HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");

        var failed = await scene.HandleAsync(Scene.Event(Scene.Message(1), Scene.Message("poison", "?")));

        Assert.Equal(["poison"], failed);
        Assert.Equal([1], await scene.RowsAsync());
    }

    [Fact]
    public async Task Poison_stays_failed_where_no_time_is_left_to_hand_it_over()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(
            Scene.Event(Enumerable.Range(1, 23).Select(number => Scene.Message($"{number}", "?"))), remaining: TimeSpan.FromMilliseconds(900));

        Assert.Equal(23, failed.Count);
        Assert.Empty(scene.Wire.Calls("SendMessageBatch"));
    }

    [Fact]
    public async Task Empty_event_has_no_failures()
    {
        using var scene = await Scene.CreateAsync(aws);

        Assert.Empty(await scene.HandleAsync(Scene.Event()));
        Assert.Empty(await scene.HandleAsync(new() { Records = null }));
    }

    [Fact]
    public async Task Record_without_an_id_is_named()
    {
        using var scene = await Scene.CreateAsync(aws);
        var nameless = Scene.Message(2);
        nameless.MessageId = null!;

        var exception = await Assert.ThrowsAsync<FormatException>(() => scene.HandleAsync(Scene.Event(Scene.Message(1), nameless)));

        Assert.StartsWith("Record 2 of the event has no 'messageId'", exception.Message, StringComparison.Ordinal);
    }
}
