using FsCheck;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

public class IntervalCandleTests
{
    private static readonly CandleInterval FiveMinutes = CandleInterval.Of("5m")!;

    /// <summary>Minutes of one symbol in ascending order, with gaps.</summary>
    private static readonly Gen<Candle[]> Minutes =
        from start in Gen.Choose(0, 3000)
        from steps in Gen.ArrayOf(Gen.Frequency((9, Gen.Constant(1)), (1, Gen.Choose(2, 2000))))
        from prices in Gen.ArrayOf(Gen.Choose(1, 1000), steps.Length * 4)
        from volumes in Gen.ArrayOf(Gen.Choose(0, 1_000_000), steps.Length)
        select Series(start, steps, prices, volumes);

    [Fact]
    public void Interval_has_the_first_open_the_extremes_the_last_close_and_the_sums()
    {
        Candle[] minutes =
        [
            At(0) with { Open = 10, High = 12, Low = 9, Close = 11, BaseVolume = 1.50m, TradeCount = 3 },
            At(2) with { Open = 11, High = 15, Low = 10, Close = 14, BaseVolume = 2.25m, TradeCount = 4 },
            At(4) with { Open = 14, High = 14, Low = 7, Close = 8, BaseVolume = 0.25m, TradeCount = 5 },
        ];

        var interval = Assert.Single(IntervalCandle.Of(minutes, FiveMinutes));

        Assert.Equal((10, 15, 7, 8), (interval.Open, interval.High, interval.Low, interval.Close));
        Assert.Equal((4.00m, 12, 3), (interval.BaseVolume, interval.TradeCount, interval.Minutes));
        Assert.Equal(Candles.Minute, interval.OpenTime);
    }

    [Fact]
    public void Interval_without_a_minute_is_not_made_up()
    {
        var intervals = IntervalCandle.Of([At(-1), At(7)], FiveMinutes).ToList();

        Assert.Equal([Candles.Minute.AddMinutes(-5), Candles.Minute.AddMinutes(5)], intervals.Select(interval => interval.OpenTime));
        Assert.All(intervals, interval => Assert.Equal(1, interval.Minutes));
    }

    [Fact]
    public void What_does_not_ascend_is_named()
    {
        var exception = Assert.Throws<ArgumentException>(() => IntervalCandle.Of([At(1), At(1)], FiveMinutes).ToList());

        Assert.Contains("BTCUSDT 2026-02-02 13:41:00Z does not follow", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Minutes_of_another_symbol_are_refused() => Assert.Throws<ArgumentException>(
        () => IntervalCandle.Of([At(0), At(1) with { Symbol = Symbol.Parse("ETHUSDT") }], FiveMinutes).ToList());

    [Fact]
    public void Nothing_is_lost_and_every_minute_is_in_the_interval_that_it_lies_in() => Property.ForAll(Minutes, minutes =>
    {
        foreach (var interval in CandleInterval.All)
        {
            var intervals = IntervalCandle.Of(minutes, interval).ToList();

            Assert.Equal(minutes.Length, intervals.Sum(one => one.Minutes));
            Assert.Equal(minutes.Sum(minute => minute.BaseVolume), intervals.Sum(one => one.BaseVolume));
            Assert.Equal(minutes.Sum(minute => minute.TradeCount), intervals.Sum(one => one.TradeCount));
            Assert.Equal(minutes.GroupBy(minute => interval.StartOf(minute.OpenTime)).Select(group => group.Key), intervals.Select(one => one.OpenTime));
            Assert.All(intervals, one => Assert.InRange(one.Minutes, 1, interval.Minutes));
        }
    });

    [Fact]
    public void Interval_is_what_its_minutes_are() => Property.ForAll(Minutes, minutes =>
    {
        foreach (var interval in CandleInterval.All)
        {
            var expected = minutes.GroupBy(minute => interval.StartOf(minute.OpenTime)).Select(group => (
                group.First().Open, group.Max(minute => minute.High), group.Min(minute => minute.Low), group.Last().Close));

            Assert.Equal(expected, IntervalCandle.Of(minutes, interval).Select(one => (one.Open, one.High, one.Low, one.Close)));
        }
    });

    [Fact]
    public void Minutes_stay_what_they_are() => Property.ForAll(Minutes, minutes => Assert.Equal(
        minutes.Select(minute => (minute.OpenTime, minute.Open, minute.Close, minute.BaseVolume, minute.TakerBuyQuoteVolume)),
        IntervalCandle.Of(minutes, CandleInterval.Of("1m")!).Select(one => (one.OpenTime, one.Open, one.Close, one.BaseVolume, one.TakerBuyQuoteVolume))));

    [Theory]
    [InlineData("1m", "2026-02-02T13:44:00Z")]
    [InlineData("5m", "2026-02-02T13:40:00Z")]
    [InlineData("15m", "2026-02-02T13:30:00Z")]
    [InlineData("1h", "2026-02-02T13:00:00Z")]
    [InlineData("1d", "2026-02-02T00:00:00Z")]
    public void Intervals_begin_at_their_multiples_since_midnight(string interval, string start) =>
        Assert.Equal(start, ProcessedData.SortKey(CandleInterval.Of(interval)!.StartOf(Candles.Minute.AddMinutes(4))));

    private static Candle At(int minute) => Candles.Sample with
    {
        OpenTime = Candles.Minute.AddMinutes(minute),
        CloseTime = Candles.Minute.AddMinutes(minute + 1).AddMilliseconds(-1),
    };

    private static Candle[] Series(int start, int[] steps, int[] prices, int[] volumes)
    {
        var minute = start;
        return [.. steps.Select((step, index) =>
        {
            var four = prices.AsSpan(index * 4, 4).ToArray();
            minute += step;
            return At(minute) with
            {
                Open = four[0],
                Close = four[1],
                High = four.Max(),
                Low = four.Min(),
                BaseVolume = volumes[index] / 100m,
                TradeCount = volumes[index],
            };
        })];
    }
}
