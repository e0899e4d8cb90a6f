namespace ServerlessPipeline.SimulatedExchange;

/// <summary>One kline as it is served: times in milliseconds, numbers as the text that goes on the wire.</summary>
public sealed record Kline
{
    public required long OpenTime { get; init; }
    public required string Open { get; init; }
    public required string High { get; init; }
    public required string Low { get; init; }
    public required string Close { get; init; }
    public required string BaseVolume { get; init; }

    /// <summary>Inclusive: the last millisecond of the minute.</summary>
    public required long CloseTime { get; init; }
    public required string QuoteVolume { get; init; }
    public required string TradeCount { get; init; }
    public required string TakerBuyBaseVolume { get; init; }
    public required string TakerBuyQuoteVolume { get; init; }
}
