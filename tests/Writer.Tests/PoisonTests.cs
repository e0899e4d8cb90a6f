using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A message that can never be stored fails, alone, and is named in the log.</summary>
public sealed class PoisonTests(LocalAws aws)
{
    public static TheoryData<string> Bodies { get; } = new()
    {
        "",
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

        Assert.Equal(["poison"], failed);
        Assert.Equal([1, 3], await scene.RowsAsync());
        Assert.Single(scene.Wire.Calls("BatchWriteItem"));
        Assert.Contains("poison", scene.Log.Buffer.ToString());
    }

    [Fact]
    public async Task Batch_of_poison_alone_fails_without_a_call()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(Scene.Event(Scene.Message("a", "?"), Scene.Message("b", "?")));

        Assert.Equal(["a", "b"], failed);
        Assert.Empty(scene.Wire.Calls("BatchWriteItem"));
    }

    [Fact]
    public async Task Empty_event_has_no_failures()
    {
        using var scene = await Scene.CreateAsync(aws);

        Assert.Empty(await scene.HandleAsync(Scene.Event()));
        Assert.Empty(await scene.HandleAsync(new() { Records = null }));
    }
}
