using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The test events that people invoke the functions with: each gives the answer that <c>events/README.md</c> promises.</summary>
[Collection(nameof(RunWithSample))]
public class TestEventTests(RunWithSample sample)
{
    private const string File = """{"key":"data_1_min/dt=2026-02-02/1340.tsv","outcome":"claimed","rows_sent":5,"rows_rejected":0}""";

    public static TheoryData<string, string, string> Answers => new()
    {
        { "fan-out-put.json", "FanOut", $$"""{"files":[{{File}}]}""" },
        { "fan-out-duplicate.json", "FanOut", $$"""{"files":[{{File}},{{File}}]}""" },
        { "writer-batch.json", "Writer", """{"batchItemFailures":[]}""" },
        { "writer-poison.json", "Writer", """{"batchItemFailures":[]}""" },
        { "writer-redrive.json", "Writer", """{"batchItemFailures":[]}""" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_event_gives_the_answer_that_is_promised(string name, string function, string answer)
    {
        await using var invoke = sample.Run.Invoke(function, "--event", RunWithSample.Event(name), "--json");
        var exitCode = await invoke.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, invoke.Output + invoke.Errors);
        var result = JsonNode.Parse(invoke.LastLine)!;
        Assert.Equal(answer, result["payload"]!.ToJsonString());
        Assert.Equal(200, result["statusCode"]!.GetValue<int>());
        Assert.NotEmpty(result["log"]!.AsArray());
    }

    [Fact]
    public async Task A_row_that_comes_in_every_event_is_stored_once()
    {
        foreach (var name in new[] { "writer-batch.json", "writer-poison.json", "writer-redrive.json" })
        {
            await using var invoke = sample.Run.Invoke("Writer", "--event", RunWithSample.Event(name));
            Assert.Equal(0, await invoke.ExitAsync(LocalRun.Patience));
        }

        var items = (await sample.Run.ItemsAsync()).Where(item => item[ProcessedData.OpenTime].S == "2026-02-02T13:40:00Z");

        Assert.Equal(
            ["BNBUSDT 765.51", "BTCUSDT 78020.7", "ETHUSDT 2311.98", "SOLUSDT 101.49", "XRPUSDT 1.6217"],
            items.Select(item => $"{item[ProcessedData.Symbol].S} {item[ProcessedData.Close].N}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_has_its_promise()
    {
        var files = Directory.EnumerateFiles(RunWithSample.Event(""), "*.json").Select(Path.GetFileName).Order();

        Assert.Equal(files, Answers.Select(row => row.Data.Item1).Order());
    }
}
