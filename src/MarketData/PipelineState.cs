using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The table that says which files have been let in, and, in the ledger, what the files of a bucket hold. Its items, by
/// <see cref="Id"/>; <c>market</c> is the bucket:
/// <list type="bullet">
/// <item><see cref="FileSlots"/>: the claims;</item>
/// <item><c>coverage#market</c>: an attribute per symbol, a set of minutes, ISO 8601: from the earliest on it is expected;</item>
/// <item><c>coverage#market#symbols#9f86d081884c7d65</c>: the set <see cref="Symbols"/>, a list of symbols, by its digest;</item>
/// <item><c>coverage#market#2026-02-02</c>: an attribute <c>held#9f86d081884c7d65</c> for each list of symbols, the minutes of that
/// day whose minute file holds these symbols and no others;</item>
/// <item><c>coverage#market#2026-02-02#BTCUSDT</c>: what repair files hold of one symbol's day, and what the exchange lacks.</item>
/// </list>
/// Minutes of a day are sets of numbers, 0 to 1439, counted from midnight UTC. <c>docs/coverage.md</c> explains it.
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

    /// <summary>Of a list of symbols: the string set. The list of none has no such attribute.</summary>
    public const string Symbols = "symbols";

    /// <summary>Of a symbol's day: minutes that a repair file holds.</summary>
    public const string Held = "held";

    /// <summary>Of a symbol's day: minutes that the exchange itself does not have.</summary>
    public const string Holes = "holes";

    /// <summary>Of a symbol's day: the keys of the repair files that <see cref="Held"/> has, a string set.</summary>
    public const string Files = "files";

    private const string HeldBy = $"{Held}#";

    public static string CoverageOf(string bucket) => $"coverage#{bucket}";

    public static string CoverageOf(string bucket, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{CoverageOf(bucket)}#{day:yyyy-MM-dd}");

    public static string CoverageOf(string bucket, DateOnly day, Symbol symbol) => $"{CoverageOf(bucket, day)}#{symbol}";

    public static string ListOf(string bucket, string digest) => $"{CoverageOf(bucket)}#symbols#{digest}";

    /// <summary>The attribute of a day for a list of symbols.</summary>
    public static string HeldByList(string digest) => HeldBy + digest;

    /// <summary>The reverse of <see cref="HeldByList"/>; null for another attribute.</summary>
    public static string? ListOfAttribute(string attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.StartsWith(HeldBy, StringComparison.Ordinal) ? attribute[HeldBy.Length..] : null;
    }
}
