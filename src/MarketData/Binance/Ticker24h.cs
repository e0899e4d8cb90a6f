namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// Statistics of a symbol over the last 24 hours, rolling: never of a day. Prices in the quote asset, as the exchange writes
/// them.
/// </summary>
public sealed record Ticker24h
{
    public required Symbol Symbol { get; init; }

    /// <summary>Where the 24 hours begin, UTC.</summary>
    public required DateTimeOffset OpenTime { get; init; }
    public required DateTimeOffset CloseTime { get; init; }
    public required decimal Open { get; init; }
    public required decimal High { get; init; }
    public required decimal Low { get; init; }
    public required decimal Last { get; init; }
    public required decimal BaseVolume { get; init; }
    public required decimal QuoteVolume { get; init; }
    public required long TradeCount { get; init; }
}
