using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline query</c> as a user sees it.</summary>
[Collection(nameof(RunWithCandles))]
public sealed class QueryTests(RunWithCandles run)
{
    [Fact]
    public async Task Without_a_range_the_newest_come_first_and_in_the_minute_files_own_lines()
    {
        var (exitCode, output, errors) = await run.RunAsync("query", RunWithCandles.Symbol);

        Assert.True(exitCode == 0, errors);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal((12, MinuteFile.HeaderLine), (lines.Length, lines[0]));
        // As the file has it, but for the zeros at the end of numbers, which the table does not keep.
        var newest = MinuteFiles.Candle(15, 0).OpenTime.ToUnixTimeMilliseconds();
        Assert.StartsWith($"{RunWithCandles.Symbol}\t{newest}\t115.1\t116.5\t114.25\t115.75\t10.5\t", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Range_and_limit_choose_and_json_has_the_whole_item()
    {
        var (exitCode, output, errors) = await run.RunAsync(
            "query", RunWithCandles.Symbol, "--from", "2026-02-02T13:41:00Z", "--to", "2026-02-02T13:50:00Z", "--limit", "3", "--json");

        Assert.True(exitCode == 0, errors);
        var items = output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([46, 47, 48], items.Select(item => DateTimeOffset.Parse((string)item["open_time"]!).Minute));
        Assert.Equal("backfill_1_min/dt=2026-02-02/SYM0USDT-1346-1355.tsv", (string?)items[0]["source_key"]);
    }

    [Theory]
    [InlineData("true", 141)]
    [InlineData("cat", 0)]
    public async Task Behind_a_pipe_it_ends_when_nobody_reads_on(string reader, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pipe there does not tell.");
        using var shell = Process.Start(new ProcessStartInfo(
            "bash",
            [
                "-c", "\"${@:2}\" | \"$1\" > /dev/null; exit ${PIPESTATUS[0]}", "-", reader,
                .. PipelineProcess.CommandLine(["query", RunWithCandles.Symbol, .. run.Pipeline.Where]),
            ]))!;

        await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(LocalRun.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(expected, shell.ExitCode);
    }

    [Theory]
    [InlineData(1, "SYM0USDT --from 2026-02-03 --format csv", "its candles are of 2026-02-02T13:40:00Z to 2026-02-02T13:55:00Z")]
    [InlineData(1, "BTCUSD", "which is not configured: BTCUSDT, ")]
    [InlineData(2, "btcusdt", "'btcusdt' is not a symbol such as BTCUSDT")]
    [InlineData(2, "BTCUSDT --from 2026-02-03 --to 2026-02-02", "must be later than --from")]
    [InlineData(2, "BTCUSDT --format xml", "'xml'")]
    [InlineData(2, "BTCUSDT --json --format csv", "give one or the other")]
    public async Task What_is_not_to_be_had_is_said_in_a_sentence(int expected, string arguments, string said)
    {
        var (exitCode, output, errors) = await run.RunAsync(["query", .. arguments.Split(' ')]);

        Assert.Equal(expected, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.True(output.Length == 0 || expected == 2, output);
    }
}
