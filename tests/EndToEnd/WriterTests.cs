using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>From a message to an item, when messages or the function are bad.</summary>
public class WriterTests
{
    [Fact]
    public async Task A_poison_message_becomes_a_dead_letter_at_the_first_attempt_and_its_neighbours_are_stored()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        const string Poison = """{"schema":1,"symbol":"BTCUSDT"}""";

        await pipeline.SendAsync(MinuteFiles.Message(0, 0), MinuteFiles.Message(0, 1), Poison, MinuteFiles.Message(0, 2));

        Assert.Equal(Poison, await pipeline.ReceiveBodyAsync(pipeline.DeadLettersQueue));
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 3);
        // Nothing waits for a second receive, which would come after two minutes.
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
    }

    [Fact]
    public async Task Functions_killed_in_the_middle_of_batches_lose_nothing_and_double_nothing()
    {
        const int Minutes = 40;
        const int Symbols = 10;
        const int Kills = 5;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds the processes of the function in /proc.");
        await using var pipeline = await RunningPipeline.StartAsync(settings =>
        {
            QuickRedelivery(settings);
            settings["writer"]!["maximumReceives"] = 50;
        });
        var messages = Enumerable.Range(0, Minutes).SelectMany(minute =>
            Enumerable.Range(0, Symbols).Select(symbol => MinuteFiles.Message(minute, symbol))).ToArray();

        var sending = pipeline.SendAsync(messages);
        var killed = 0;
        await Eventually.GetAsync(() => Task.FromResult(killed += KillWriters(pipeline.Endpoint)), number => number >= Kills);
        await sending;

        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == messages.Length);
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        Assert.Equal(messages.Length, (await pipeline.ItemsAsync()).Count);
        Assert.Equal(0, await pipeline.DepthAsync(pipeline.DeadLettersQueue));
    }

    // Two seconds for the function, so twelve until a message that failed comes back.
    private static void QuickRedelivery(JsonObject settings)
    {
        settings["writer"]!["timeoutSeconds"] = 2;
        settings["writer"]!["batchSize"] = 10;
        settings["writer"]!["batchingWindowSeconds"] = 0;
        settings["writer"]!["maximumReceives"] = 2;
    }

    /// <summary>Kills the writers of one run, which their environment tells from those of others.</summary>
    private static int KillWriters(Uri endpoint) => ProcessTree.Descendants(Environment.ProcessId)
        .Where(id => ProcessTree.IsOf(id, "ServerlessPipeline.Writer") && ProcessTree.Has(id, $"AWS_ENDPOINT_URL={endpoint}"))
        .Count(id => Signals.Send(id, Signals.Kill));
}
