using System.Runtime.CompilerServices;

namespace ServerlessPipeline.MarketData;

/// <summary>A file that items come from: by its key a repair file, which is read whole, or else a minute file.</summary>
public static class SourceFile
{
    /// <summary>Every such file's key begins with one of these, and no other object's does.</summary>
    public static IReadOnlyList<string> Prefixes { get; } =
        [MinuteFileKey.Prefix, RepairFileKey.Repair.Prefix, RepairFileKey.Backfill.Prefix];

    public static SourceFileKind KindOf(string key) =>
        RepairFileKey.Repair.IsUnder(key) ? SourceFileKind.Repair
        : RepairFileKey.Backfill.IsUnder(key) ? SourceFileKind.Backfill
        : SourceFileKind.Minute;

    /// <summary>
    /// The file's rows in order. Rejected is what the reader of its format rejects, and a candle that the key does not allow.
    /// </summary>
    /// <param name="key">The object's key.</param>
    /// <param name="content">The object's bytes, at least the first <see cref="Reach"/>. Left open.</param>
    /// <param name="rows">How many rows of a minute file, from the top; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MinuteFileException">
    /// No file has such a key, it is not what its key says, it has no row, or the key allows none of its candles. Thrown when the
    /// enumeration gets there.
    /// </exception>
    public static async IAsyncEnumerable<MinuteFileRow> ReadAsync(
        string key, Stream content, int? rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rule = KeyRule.Of(key);
        var (number, candles) = (0, 0);
        RowRejection? contradiction = null;
        var all = KindOf(key) == SourceFileKind.Minute
            ? MinuteFileReader.ReadAsync(content, rows, rule.Check, cancellationToken)
            : RepairFile.ReadAsync(content, rule.Check, cancellationToken);
        await foreach (var row in all)
        {
            (number, candles) = (row.Number, row.Candle is null ? candles : candles + 1);
            contradiction ??= rule.HasRefused ? row.Rejection : null;
            yield return row;
        }

        if (number == 0)
        {
            throw new MinuteFileException(line: 2, "the file has a header and no row");
        }

        if (candles == 0 && contradiction is not null)
        {
            throw new MinuteFileException(contradiction.Line, $"the key is not that of its rows: {contradiction.Message}");
        }
    }

    /// <summary>
    /// How many bytes from the object's first hold those rows, however large it is, since lines have a maximum length; null
    /// for all of it.
    /// </summary>
    public static long? Reach(string key, int? rows) =>
        KindOf(key) == SourceFileKind.Minute ? (rows + 1L) * MinuteFile.MaxLineLength : RepairFile.MaxReadLength;
}

/// <summary>Who brings a file, and so which of the limits hold for it.</summary>
public enum SourceFileKind
{
    /// <summary>The fetcher, every minute: it needs a slot, and its first rows are sent.</summary>
    Minute,

    /// <summary>The fetcher, to close a gap: it is sent whole where there is no file limit, and not at all where there is one.</summary>
    Repair,

    /// <summary>An operator: it is always sent whole, for a person has asked for it.</summary>
    Backfill,
}
