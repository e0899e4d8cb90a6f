using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>What <c>pipeline backfill</c> was asked for.</summary>
internal sealed record BackfillOptions
{
    /// <summary>Null for those of the deployment.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>The first minute.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The minute after the last one.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>A folder of archives, in place of the archive's host and the exchange.</summary>
    public string? Path { get; init; }
    public required Uri ArchiveUrl { get; init; }

    /// <summary>Asked for what the archives lack.</summary>
    public required Uri ExchangeUrl { get; init; }

    /// <summary>Whether days that are there are read anew, too.</summary>
    public bool Again { get; init; }

    /// <summary>Wait until the rows are in the table.</summary>
    public required bool Wait { get; init; }
    public bool Json { get; init; }
}
