using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Chart;

/// <summary>
/// What is drawn: a slot for each interval from the first to the last, null where no minute of it is in the table.
/// </summary>
/// <param name="Slots">The first and the last are candles.</param>
/// <param name="LeftOut">Items that can be no candles.</param>
internal sealed record ChartSeries(Symbol Symbol, CandleInterval Interval, IReadOnlyList<IntervalCandle?> Slots, int LeftOut)
{
    public IEnumerable<IntervalCandle> Candles => Slots.OfType<IntervalCandle>();

    public IntervalCandle First => Slots[0]!;

    public IntervalCandle Last => Slots[^1]!;

    /// <summary>When the last interval ends.</summary>
    public DateTimeOffset End => Last.OpenTime + Interval.Length;

    public int MissingSlots => Slots.Count(slot => slot is null);

    /// <summary>Runs of slots without a candle: where they begin, and how many they are.</summary>
    public IEnumerable<(int Start, int Count)> Gaps()
    {
        for (var start = 0; start < Slots.Count; start++)
        {
            var end = start;
            while (end < Slots.Count && Slots[end] is null)
            {
                end++;
            }

            if (end > start)
            {
                yield return (start, end - start);
                start = end;
            }
        }
    }

    public DateTimeOffset TimeOf(int slot) => First.OpenTime + (slot * Interval.Length);

    /// <summary>Whether minutes are missing in a candle that is there. Those of the ends may lie outside of what was asked for.</summary>
    public bool IsPartial(IntervalCandle candle) =>
        candle.Minutes < Interval.Minutes && !ReferenceEquals(candle, First) && !ReferenceEquals(candle, Last);

    /// <param name="candles">In ascending order; at least one.</param>
    public static ChartSeries Of(IReadOnlyList<IntervalCandle> candles, CandleInterval interval, int leftOut = 0)
    {
        var slots = new List<IntervalCandle?>();
        IntervalCandle? last = null;
        foreach (var candle in candles)
        {
            for (var time = last?.OpenTime + interval.Length; time < candle.OpenTime; time += interval.Length)
            {
                slots.Add(null);
            }

            slots.Add(candle);
            last = candle;
        }

        return new ChartSeries(last!.Symbol, interval, slots, leftOut);
    }

    /// <summary>The last slots, beginning with a candle.</summary>
    public ChartSeries Newest(int count) => Slots.Count <= count ? this : this with
    {
        Slots = [.. Slots.Skip(Slots.Count - count).SkipWhile(slot => slot is null)],
    };
}
