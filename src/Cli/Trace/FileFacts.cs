using ServerlessPipeline.Cli.DeadLetters;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>All that is known of a file, from S3, the tables, the queues and the logs.</summary>
internal sealed record FileFacts
{
    public required string Key { get; init; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<FileVersion> Versions { get; init; } = [];

    /// <summary>By the exchange's clock, or of a backfilled file by that of the operator's machine; null where the object does not say, and so is not the fetcher's.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Configured symbols that the file lacks, comma separated; null for none.</summary>
    public string? MissingSymbols { get; init; }

    /// <summary>In the order of the file, as far as it can be read.</summary>
    public IReadOnlyList<FileRow> Rows { get; init; } = [];

    /// <summary>Why the object is no minute file; null where it is one.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The versions that hold a slot.</summary>
    public IReadOnlyList<string> Claimed { get; init; } = [];

    public int SlotsTaken { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? SlotLimit { get; init; }

    /// <summary>Messages in the rows queue, of any file.</summary>
    public int RowsOnTheirWay { get; init; }

    /// <summary>The lines of this file; null where the logs cannot be had.</summary>
    public IReadOnlyList<LogLine>? Log { get; init; }

    /// <summary>Those of this file; null where nobody looked.</summary>
    public IReadOnlyList<DeadLetter>? DeadLetters { get; init; }

    /// <summary>The newest that is not a deletion.</summary>
    public FileVersion? Current => Versions.FirstOrDefault(version => !version.IsDeletion);

    public SourceFileKind Kind => SourceFile.KindOf(Key);
}

/// <param name="State">What FanOut knows the version by: its id, or its ETag where the bucket keeps no versions.</param>
internal sealed record FileVersion(string State, DateTimeOffset At, long Bytes, bool IsDeletion);

/// <summary>A row of the file and the item of its symbol and minute.</summary>
/// <param name="Row">Counted from 1 below the header.</param>
/// <param name="Candle">Null for a line that is no candle.</param>
/// <param name="Problem">Why it is none.</param>
/// <param name="Item">Null where there is no such item.</param>
internal sealed record FileRow(int Row, Candle? Candle, string? Problem, RowItem? Item);

/// <param name="File">The key of the file that the item is from; null where it does not say.</param>
/// <param name="Attributes">All of the item's, as texts.</param>
internal sealed record RowItem(string? File, int? Row, DateTimeOffset? WrittenAt, IReadOnlyDictionary<string, string> Attributes);
