using System.Xml.Linq;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline chart</c> as a user sees it.</summary>
[Collection(nameof(RunWithCandles))]
public sealed class ChartTests(RunWithCandles run)
{
    [Fact]
    public async Task Candles_are_drawn_with_their_gap_and_written_as_an_svg()
    {
        var (exitCode, output, errors) = await run.RunAsync("chart", RunWithCandles.Symbol, "--width", "100");
        Assert.True(exitCode == 0, errors);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal("SYM0USDT 1m  2026-02-02 13:40 to 13:55 UTC  115.75 +15.63 %  11 candles of a minute, 5 missing", lines[0]);
        // Every candle of the sample rose, the first is five slots before the others.
        Assert.Contains(lines, line => line.StartsWith("░░░  ", StringComparison.Ordinal));
        Assert.StartsWith("─┴───  ", lines[^2], StringComparison.Ordinal);

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.svg");
        try
        {
            var (written, said, _) = await run.RunAsync("chart", RunWithCandles.Symbol, "--interval", "5m", "--out", file, "--json");
            Assert.Equal(0, written);
            Assert.StartsWith(
                """{"symbol":"SYM0USDT","interval":"5m","first":"2026-02-02T13:40:00Z","last":"2026-02-02T13:55:00Z","candles":4,"missing":0,"leftOut":0,""",
                said,
                StringComparison.Ordinal);
            Assert.Equal("svg", XDocument.Load(file).Root!.Name.LocalName);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(1, "BTCUSD", "which is not configured")]
    [InlineData(2, "SYM0USDT --out chart.png", "only SVG is written")]
    [InlineData(2, "SYM0USDT --interval 2m", "'2m'")]
    [InlineData(2, "SYM0USDT --width 10", "--width must be at least 40")]
    [InlineData(2, "SYM0USDT --out nowhere/chart.svg", "cannot be written")]
    public async Task What_cannot_be_drawn_is_said_in_a_sentence(int expected, string arguments, string said)
    {
        var (exitCode, _, errors) = await run.RunAsync(["chart", .. arguments.Split(' ')]);

        Assert.Equal(expected, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
