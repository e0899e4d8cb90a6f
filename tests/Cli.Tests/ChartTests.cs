using System.Globalization;
using System.Xml.Linq;
using ServerlessPipeline.Cli.Chart;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class ChartTests
{
    private static readonly CandleInterval Minute = CandleInterval.Of("1m")!;

    [Theory]
    [InlineData("100", "110", 5, "102,104,106,108,110")]
    [InlineData("0.00001234", "0.00001240", 4, "0.00001234,0.00001236,0.00001238,0.00001240")]
    [InlineData("58510.07", "59278.96", 8, "58,500,58,600,58,700,58,800,58,900,59,000,59,100,59,200,59,300")]
    [InlineData("7", "7", 3, "6.95,7.00,7.05")]
    public void Ticks_are_numbers_that_a_person_would_choose(string low, string high, int most, string expected)
    {
        var axis = ValueAxis.Of(decimal.Parse(low, CultureInfo.InvariantCulture), decimal.Parse(high, CultureInfo.InvariantCulture), most);

        var ticks = string.Join(',', axis.Ticks.Select(axis.Text));

        Assert.Contains(expected, $"{ticks}", StringComparison.Ordinal);
    }

    [Fact]
    public void Ticks_are_few_and_within_the_axis_whatever_the_prices()
    {
        // A fixed seed: no secret, and no chance.
        var random = new Random(20260202);
        for (var run = 0; run < 1000; run++)
        {
            var scale = (decimal)Math.Pow(10, random.Next(-8, 9));
            var (low, high) = (random.Next(0, 10_000) * scale, random.Next(10_000, 20_000) * scale);

            var axis = ValueAxis.Of(low, high, mostTicks: 6);

            Assert.InRange(axis.Ticks.Count(), 2, 8);
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.Share(tick), 0, 1));
            Assert.Equal(axis.Ticks.Count(), axis.Ticks.Select(axis.Text).Distinct().Count());
            Assert.InRange(axis.Share(high), axis.Share(low), 1);
        }
    }

    [Fact]
    public void Time_ticks_name_the_day_where_it_begins()
    {
        var start = new DateTimeOffset(2026, 2, 2, 20, 10, 0, TimeSpan.Zero);

        var ticks = TimeTicks.Of(start, start.AddHours(8), most: 6).Select(tick => tick.Text);

        Assert.Equal(["22:00", "02-03", "02:00", "04:00"], ticks);
    }

    [Fact]
    public void Gap_has_slots_without_a_candle()
    {
        var series = Series((0, 1, 2), (1, 2, 3), (4, 3, 2));

        Assert.Equal(5, series.Slots.Count);
        Assert.Equal([(2, 2)], series.Gaps());
        Assert.Equal(2, series.MissingSlots);
    }

    [Fact]
    public void Newest_part_begins_with_a_candle() =>
        Assert.NotNull(Assert.Single(Series((0, 1, 2), (1, 2, 3), (4, 3, 2)).Newest(3).Slots));

    [Fact]
    public void Without_colours_what_rose_is_hollow_and_what_fell_is_filled()
    {
        var canvas = TerminalChart.Draw(Series((0, 1, 9), (1, 9, 1)), 40, 20, hasColors: false, out _);

        var rows = Enumerable.Range(0, canvas.Height).Select(canvas.Row).ToList();
        // Two candles of three columns, each with two of air.
        Assert.Contains(rows, row => row.StartsWith("░░░  ███", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("┤ 6", StringComparison.Ordinal));
        Assert.StartsWith("13:40", rows[^1].TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gap_is_blank_from_the_prices_to_the_axis()
    {
        var canvas = TerminalChart.Draw(Series((0, 1, 9), (3, 9, 1)), 40, 20, hasColors: true, out _);

        var rows = Enumerable.Range(0, canvas.Height).Select(canvas.Row).ToList();
        Assert.All(rows[..^2], row => Assert.True(row.Length < 15 || row[5..15].Trim(' ', '┈').Length == 0, row));
        Assert.Equal("", rows[^2][5..15].Trim(' ', '┴'));
    }

    [Fact]
    public void What_there_is_no_room_for_is_the_oldest()
    {
        var canvas = TerminalChart.Draw(Series([.. Enumerable.Range(0, 500).Select(minute => (minute, 1, 2))]), 60, 20, hasColors: true, out var shown);

        Assert.InRange(shown.Slots.Count, 40, 60);
        Assert.Equal(TableItems.Start.AddMinutes(499), shown.Last.OpenTime);
        Assert.All(Enumerable.Range(0, canvas.Height).Select(canvas.Row), row => Assert.InRange(row.Length, 0, 60));
    }

    [Fact]
    public void Svg_has_each_candle_and_volume_and_shades_the_gaps()
    {
        var series = Series((0, 1, 9), (1, 9, 1), (5, 2, 3));

        var svg = XDocument.Parse(SvgChart.Draw(series, "a <table>", 1200, 700));

        var rectangles = svg.Descendants().Where(element => element.Name.LocalName == "rect").Select(element => (string)element.Attribute("class")!).ToList();
        Assert.Equal((2, 1), (rectangles.Count(name => name == "up"), rectangles.Count(name => name == "down")));
        Assert.Equal(3, rectangles.Count(name => name.EndsWith(" bar", StringComparison.Ordinal)));
        Assert.Equal(2, rectangles.Count(name => name == "gap"));
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.Contains("Source: a <table>. Times in UTC.", texts);
        Assert.Contains("BTCUSDT · 1m", texts);
        Assert.Contains("2026-02-02 13:40 to 13:45 UTC, 3 candles of a minute, 3 missing", texts);
    }

    [Fact]
    public void Candle_that_lacks_minutes_is_pale_but_at_the_ends()
    {
        var fiveMinutes = CandleInterval.Of("5m")!;
        var candles = new[] { 0, 5, 6, 10 }.Select(TableItems.Candle);
        var series = ChartSeries.Of([.. IntervalCandle.Of(candles, fiveMinutes)], fiveMinutes);

        Assert.Equal([false, true, false], series.Candles.Select(series.IsPartial));
    }

    private static ChartSeries Series(params IEnumerable<(int Minute, int Open, int Close)> candles) => ChartSeries.Of(
        [
            .. IntervalCandle.Of(
                candles.Select(candle => TableItems.Candle(candle.Minute) with
                {
                    Open = candle.Open,
                    Close = candle.Close,
                    High = Math.Max(candle.Open, candle.Close),
                    Low = Math.Min(candle.Open, candle.Close),
                }),
                Minute),
        ],
        Minute);
}
