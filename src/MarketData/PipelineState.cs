using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The table that says which files have been let in, and which minutes are there. Its items, by <see cref="Id"/>:
/// <list type="bullet">
/// <item><see cref="FileSlots"/>: the claims;</item>
/// <item><see cref="CoverageSince"/>: an attribute per symbol, the first minute that is expected of it, ISO 8601;</item>
/// <item><c>coverage#2026-02-02</c>: the minutes of that day whose minute file is in S3;</item>
/// <item><c>coverage#2026-02-02#BTCUSDT</c>: what differs from that for one symbol.</item>
/// </list>
/// Minutes are sets of numbers, 0 to 1439, counted from midnight UTC.
/// </summary>
public static class PipelineState
{
    public const string TableName = "PipelineState";

    /// <summary>The partition key, a string.</summary>
    public const string Id = "id";

    /// <summary>The <see cref="Id"/> of the one item that holds the claims.</summary>
    public const string FileSlots = "file-slots";

    /// <summary>The string set of the claimed files' identities.</summary>
    public const string Claimed = "claimed";

    public const string CoverageSince = "coverage";

    /// <summary>Of a day: minutes whose minute file is in S3, with every symbol but those that say otherwise.</summary>
    public const string Complete = "complete";

    /// <summary>Of a symbol's day: minutes whose minute file lacks it.</summary>
    public const string Missing = "missing";

    /// <summary>Of a symbol's day: minutes that a repair file has brought.</summary>
    public const string Repaired = "repaired";

    /// <summary>Of a symbol's day: minutes that the exchange itself does not have.</summary>
    public const string Holes = "holes";

    public static string CoverageOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{CoverageSince}#{day:yyyy-MM-dd}");

    public static string CoverageOf(DateOnly day, Symbol symbol) => $"{CoverageOf(day)}#{symbol}";
}
