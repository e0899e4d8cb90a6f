using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.Audit;

internal sealed record AuditOptions
{
    /// <summary>Null for all that are in the table.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>The first minute; null for the oldest there is.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The minute after the last; null for the newest there is.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether items are held against the lines that they come from.</summary>
    public bool Verify { get; init; }

    /// <summary>How many parts of the table are read side by side.</summary>
    public required int Segments { get; init; }

    public bool Yes { get; init; }

    public bool Json { get; init; }
}
