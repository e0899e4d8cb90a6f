namespace ServerlessPipeline.MarketData.Binance;

/// <summary>What went wrong, by what the caller can do about it.</summary>
public enum BinanceErrorKind
{
    /// <summary>No answer: refused, reset or timed out. Worth another try.</summary>
    Unreachable,

    /// <summary>5xx. Worth another try.</summary>
    ServerError,

    /// <summary>429: wait for <see cref="BinanceException.RetryAfter"/>; going on leads to a ban.</summary>
    RateLimited,

    /// <summary>418, or 403 from the firewall: this address is refused for a while.</summary>
    Banned,

    /// <summary>451: this host does not serve the caller's country, and never will.</summary>
    RestrictedLocation,

    /// <summary>Code -1121. Trying again does not help.</summary>
    UnknownSymbol,

    /// <summary>Any other 4xx: the request is wrong. Trying again does not help.</summary>
    Rejected,

    /// <summary>A success whose body is not what the API promises.</summary>
    MalformedAnswer,
}
