using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline trace</c> as a user sees it.</summary>
[Collection(nameof(RunWithSample))]
public sealed class TraceTests(RunWithSample sample)
{
    [Fact]
    public async Task A_file_and_an_item_of_it_are_told_from_the_fetcher_to_the_table()
    {
        // Not one of the sample file, which no fetcher has fetched.
        var item = (await sample.Run.ItemsAsync()).First(each => each[ProcessedData.SourceKey].S != RunWithSample.Key);
        var file = item[ProcessedData.SourceKey].S;

        var (fileCode, said) = await RunAsync(file);
        var (itemCode, line) = await RunAsync($"{item["symbol"].S}@{item["open_time"].S}", "--json");

        Assert.True(fileCode == 0, said);
        Assert.Matches(
            @"(?s)✓ +20[0-9-]+ [0-9:.]+ +fetched.*✓ +20[0-9-]+ [0-9:.]+ +uploaded.*✓ +20[0-9-]+ [0-9:.]+ +claimed.*request [0-9a-f-]{36}.*"
            + @"✓ +20[0-9-]+ [0-9:.]+ +sent +5 of 7 rows in 5 messages.*✓ +20[0-9-]+ [0-9:.]+ +received.*✓ +20[0-9-]+ [0-9:.]+ +written +5 of 5 rows are items",
            said);
        Assert.True(itemCode == 0, line);
        var story = JsonNode.Parse(line)!;
        Assert.True((bool)story["complete"]!);
        Assert.Equal(
            ["fetched", "uploaded", "claimed", "sent", "received", "written", "compared"],
            story["steps"]!.AsArray().Select(step => (string)step!["stage"]!));
    }

    [Theory]
    [InlineData("data_1_min/dt=1999-01-01/0000.tsv", 1, "there is no such file in the bucket, and the logs do not know it")]
    [InlineData("BTCUSDT 1999-01-01T00:00:00Z", 1, "there is no such file in the bucket")]
    [InlineData("BTCUSDT", 2, "is neither a file's key")]
    public async Task What_is_not_there_is_said(string what, int exitCode, string said)
    {
        var (code, text) = await RunAsync(what.Split(' '));

        Assert.Equal(exitCode, code);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_declined_and_a_row_that_was_not_sent_stopped_there()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        for (var minute = 0; minute < 4; minute++)
        {
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 6));
            await Eventually.GetAsync(() => Task.FromResult(pipeline.FanOutEvents()), events => events.Succeeded == minute + 1);
        }

        var (declined, said) = await RunAsync(pipeline.Where, MinuteFiles.Key(3));
        var (notSent, saidOfRow) = await RunAsync(pipeline.Where, "SYM5USDT", "2026-02-02T13:40:00Z", "--dead-letters");

        Assert.Equal((1, 1), (declined, notSent));
        Assert.Matches(@"✗ +20[0-9-]+ [0-9:.]+ +claimed +declined, all slots were taken", said);
        Assert.Contains("it is row 6, and 5 rows of the file are sent (setting rowsPerFile)", saidOfRow, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Said)> RunAsync(params string[] arguments) =>
        RunAsync(["--data", sample.Run.Data, "--port", $"{sample.Run.Port}"], arguments);

    private static async Task<(int ExitCode, string Said)> RunAsync(string[] where, params string[] arguments)
    {
        await using var trace = PipelineProcess.Start(["trace", .. arguments, .. where]);
        var exitCode = await trace.ExitAsync(LocalRun.Patience);
        return (exitCode, trace.Output + trace.Errors);
    }
}
