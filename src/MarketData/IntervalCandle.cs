namespace ServerlessPipeline.MarketData;

/// <summary>
/// What the one-minute candles of one interval come to: the first one's open, the highest high, the lowest low, the last
/// one's close, and the sums of what was traded. Of how many it is, <see cref="Minutes"/> says: minutes that are missing are
/// not made up.
/// </summary>
public sealed record IntervalCandle
{
    public required Symbol Symbol { get; init; }

    /// <summary>When the interval begins, whether its first minute is there or not.</summary>
    public required DateTimeOffset OpenTime { get; init; }
    public required decimal Open { get; init; }
    public required decimal High { get; init; }
    public required decimal Low { get; init; }
    public required decimal Close { get; init; }
    public required decimal BaseVolume { get; init; }
    public required decimal QuoteVolume { get; init; }
    public required long TradeCount { get; init; }
    public required decimal TakerBuyBaseVolume { get; init; }
    public required decimal TakerBuyQuoteVolume { get; init; }

    /// <summary>How many one-minute candles it is made of; at least one.</summary>
    public required int Minutes { get; init; }

    /// <summary>One for each interval that has a candle, as soon as the interval's last one has been seen.</summary>
    /// <param name="candles">Of one symbol, in ascending order.</param>
    /// <exception cref="ArgumentException">They are not; the message names the candle. Thrown when the enumeration gets there.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal holds.</exception>
    public static IEnumerable<IntervalCandle> Of(IEnumerable<Candle> candles, CandleInterval interval)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(interval);

        return Aggregate(candles, interval);
    }

    private static IEnumerable<IntervalCandle> Aggregate(IEnumerable<Candle> candles, CandleInterval interval)
    {
        IntervalCandle? current = null;
        Candle? last = null;
        foreach (var candle in candles)
        {
            if (last is not null && (candle.Symbol != last.Symbol || candle.OpenTime <= last.OpenTime))
            {
                throw new ArgumentException(
                    $"{candle.Symbol} {candle.OpenTime:u} does not follow {last.Symbol} {last.OpenTime:u}.", nameof(candles));
            }

            last = candle;
            var start = interval.StartOf(candle.OpenTime);
            if (current?.OpenTime == start)
            {
                current = current.And(candle);
                continue;
            }

            if (current is not null)
            {
                yield return current;
            }

            current = First(candle, start);
        }

        if (current is not null)
        {
            yield return current;
        }
    }

    private static IntervalCandle First(Candle candle, DateTimeOffset start) => new()
    {
        Symbol = candle.Symbol,
        OpenTime = start,
        Open = candle.Open,
        High = candle.High,
        Low = candle.Low,
        Close = candle.Close,
        BaseVolume = candle.BaseVolume,
        QuoteVolume = candle.QuoteVolume,
        TradeCount = candle.TradeCount,
        TakerBuyBaseVolume = candle.TakerBuyBaseVolume,
        TakerBuyQuoteVolume = candle.TakerBuyQuoteVolume,
        Minutes = 1,
    };

    private IntervalCandle And(Candle candle) => this with
    {
        High = Math.Max(High, candle.High),
        Low = Math.Min(Low, candle.Low),
        Close = candle.Close,
        BaseVolume = BaseVolume + candle.BaseVolume,
        QuoteVolume = QuoteVolume + candle.QuoteVolume,
        TradeCount = checked(TradeCount + candle.TradeCount),
        TakerBuyBaseVolume = TakerBuyBaseVolume + candle.TakerBuyBaseVolume,
        TakerBuyQuoteVolume = TakerBuyQuoteVolume + candle.TakerBuyQuoteVolume,
        Minutes = Minutes + 1,
    };
}
