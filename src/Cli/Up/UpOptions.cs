using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>Where the candles come from.</summary>
internal enum MarketSource
{
    /// <summary>The live exchange where it answers, the simulated one where not.</summary>
    Auto,
    Live,
    Simulated,

    /// <summary>A folder of archive files.</summary>
    Replay,
}

/// <summary>What <c>pipeline up</c> was asked for; null where the user left the choice to us.</summary>
internal sealed record UpOptions
{
    public required MarketSource Source { get; init; }
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>The folder to replay.</summary>
    public string? Path { get; init; }

    /// <summary>The open time of the first minute.</summary>
    public DateTimeOffset? From { get; init; }
    public int? Minutes { get; init; }

    /// <summary>How many times faster than real time the market runs.</summary>
    public double? Speed { get; init; }

    /// <summary>End when all is done, instead of running until stopped.</summary>
    public bool Once { get; init; }

    /// <summary>Forget the state of earlier runs.</summary>
    public bool Fresh { get; init; }
    public string? Data { get; init; }
    public required int Port { get; init; }

    /// <summary>Take every key that nobody knows for the operator's.</summary>
    public bool AnyKey { get; init; }
    public bool Json { get; init; }
}
