using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline up</c> as a user sees it: a program, its output and its exit code.</summary>
public sealed class UpTests : IDisposable
{
    private readonly LocalRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_replay_of_four_minutes_ends_with_fifteen_items_equal_to_their_lines()
    {
        var rows = await WriteArchivesAsync(symbols: 6, minutes: 10);

        await using var replay = _run.Up("--once", "--source", "replay", "--path", _run.Path, "--from", "2026-02-02T13:42:00Z", "--minutes", "4", "--json");
        var exitCode = await replay.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, replay.Output + replay.Errors);
        Assert.Equal(
            $$$"""{"files":{"uploaded":4,"claimed":3,"declined":1,"rejected":0},"messages":{"sent":15},"items":{"written":15},"deadLetters":{"objects":0,"rows":0},"endpoint":"http://127.0.0.1:{{{_run.Port}}}"}""",
            replay.LastLine);
        await using var again = _run.Up("--source", "replay", "--path", _run.Path, "--minutes", "1");
        var items = await Eventually.GetAsync(_run.ItemsAsync, items => items.Count == 15, LocalRun.Patience);
        Assert.All(items, item => AssertEqualTo(rows[(item[ProcessedData.Symbol].S, item[ProcessedData.OpenTime].S)], item));
    }

    [Fact]
    public async Task A_simulated_run_says_so_and_needs_nothing_else()
    {
        await using var run = _run.Up("--once", "--source", "simulated", "--speed", "600", "--symbols", "BTCUSDT,ETHUSDT");

        var exitCode = await run.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, run.Output + run.Errors);
        Assert.Contains("simulated", run.Output, StringComparison.Ordinal);
        Assert.Contains("Done: 3 of 4 files fanned out, 6 items in ProcessedData.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_termination_signal_ends_everything()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no termination signal.");
        await using var run = _run.Up("--source", "simulated");
        await _run.WaitForItemsAsync();
        var children = ProcessTree.Descendants(run.Id);

        using var kill = Process.Start("kill", $"-TERM {run.Id}");
        await run.ExitAsync(LocalRun.Patience);

        Assert.NotEmpty(children);
        Assert.DoesNotContain(children, ProcessTree.IsRunning);
    }

    [Fact]
    public async Task A_second_run_on_the_same_folder_is_told_so()
    {
        await using var first = _run.Up("--source", "simulated");
        await _run.WaitForItemsAsync();

        await using var second = _run.Up("--source", "simulated");
        var exitCode = await second.ExitAsync(LocalRun.Patience);

        Assert.Equal(1, exitCode);
        Assert.Contains("Another run is using", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--source replay", "--path")]
    [InlineData("--source nowhere", "nowhere")]
    [InlineData("--from yesterday", "yesterday")]
    [InlineData("--symbols btc/usdt", "btc/usdt")]
    [InlineData("--minutes 0", "--minutes")]
    public async Task A_wrong_option_is_named(string options, string named)
    {
        await using var run = _run.Up(options.Split(' '));

        var exitCode = await run.ExitAsync(LocalRun.Patience);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Archive files as the exchange publishes them, and their lines by symbol and open time.</summary>
    private async Task<Dictionary<(string, string), string[]>> WriteArchivesAsync(int symbols, int minutes)
    {
        var rows = new Dictionary<(string, string), string[]>();
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            var lines = new List<string>();
            for (var minute = 0; minute < minutes; minute++)
            {
                var candle = MinuteFiles.Candle(minute, symbol);
                string[] row =
                [
                    $"{candle.OpenTime.ToUnixTimeMilliseconds()}", $"{candle.Open}", $"{candle.High}", $"{candle.Low}", $"{candle.Close}",
                    $"{candle.BaseVolume}", $"{candle.CloseTime.ToUnixTimeMilliseconds()}", $"{candle.QuoteVolume}", $"{candle.TradeCount}",
                    $"{candle.TakerBuyBaseVolume}", $"{candle.TakerBuyQuoteVolume}", "0",
                ];
                lines.Add(string.Join(',', row));
                rows[(candle.Symbol.ToString(), ProcessedData.SortKey(candle.OpenTime))] = row;
            }

            await File.WriteAllLinesAsync(Path.Combine(_run.Path, $"SYM{symbol}USDT.csv"), lines);
        }

        return rows;
    }

    private static void AssertEqualTo(string[] row, Dictionary<string, AttributeValue> item)
    {
        string[] numbers =
        [
            ProcessedData.Open, ProcessedData.High, ProcessedData.Low, ProcessedData.Close, ProcessedData.BaseVolume,
            ProcessedData.QuoteVolume, ProcessedData.TradeCount, ProcessedData.TakerBuyBaseVolume, ProcessedData.TakerBuyQuoteVolume,
        ];
        // DynamoDB keeps every digit of a number but trailing zeros.
        Assert.Equal(
            new[] { 1, 2, 3, 4, 5, 7, 8, 9, 10 }.Select(column => decimal.Parse(row[column], CultureInfo.InvariantCulture)),
            numbers.Select(name => decimal.Parse(item[name].N, CultureInfo.InvariantCulture)));
        Assert.Equal(row[6], $"{DateTimeOffset.Parse(item[ProcessedData.CloseTime].S, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()}");
    }
}
