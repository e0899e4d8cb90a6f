namespace ServerlessPipeline.MarketData;

/// <summary>
/// One closed one-minute candle of one symbol. Times are UTC; <see cref="OpenTime"/> is a whole minute and
/// <see cref="CloseTime"/> is inclusive (59.999 seconds later). Decimals keep the venue's digits, trailing zeros
/// included. Any values can be held; <see cref="CandleRules"/> say which are possible.
/// </summary>
public sealed record Candle
{
    public required Symbol Symbol { get; init; }
    public required DateTimeOffset OpenTime { get; init; }
    public required decimal Open { get; init; }
    public required decimal High { get; init; }
    public required decimal Low { get; init; }
    public required decimal Close { get; init; }

    /// <summary>Volume in the base asset.</summary>
    public required decimal BaseVolume { get; init; }
    public required DateTimeOffset CloseTime { get; init; }

    /// <summary>Volume in the quote asset.</summary>
    public required decimal QuoteVolume { get; init; }
    public required long TradeCount { get; init; }
    public required decimal TakerBuyBaseVolume { get; init; }
    public required decimal TakerBuyQuoteVolume { get; init; }
}
