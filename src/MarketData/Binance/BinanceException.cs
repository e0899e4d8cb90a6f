namespace ServerlessPipeline.MarketData.Binance;

/// <summary>A call to the exchange that brought no usable answer.</summary>
public sealed class BinanceException(BinanceErrorKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public BinanceErrorKind Kind { get; } = kind;

    /// <summary>The exchange's own code, such as -1121; null when the body held none.</summary>
    public int? Code { get; init; }

    /// <summary>Zero has been seen, and means until the next minute. Null when the exchange did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Weight used in the running minute, as the answer announced it.</summary>
    public int? UsedWeight { get; init; }
}
