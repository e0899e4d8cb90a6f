using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The line of JSON that <c>backfill --json</c> ends with.</summary>
/// <param name="Gaps">How many minutes are missing.</param>
/// <param name="Holes">How many minutes the exchange itself does not have.</param>
/// <param name="Changed">How many minutes have other values in their archive now than in the files that were there.</param>
/// <param name="Missing">The first runs of missing minutes.</param>
/// <param name="Seconds">From the first look into S3 until the rows were in the table, or in S3 where nobody waited.</param>
internal sealed record BackfillResult(
    BackfillResultDays Days,
    long Rows,
    long RejectedRows,
    long Gaps,
    long Holes,
    long Changed,
    IReadOnlyList<MissingMinutes> Missing,
    double Seconds,
    double RowsPerSecond)
{
    public static BackfillResult From(BackfillCounts counts, IReadOnlyList<MissingMinutes> missing, TimeSpan duration) => new(
        new BackfillResultDays(counts.Uploaded, counts.Present, counts.Missing, counts.Failed),
        counts.Rows,
        counts.RejectedRows,
        counts.Gaps,
        counts.Holes,
        counts.Changed,
        missing,
        Math.Round(duration.TotalSeconds, 3),
        Math.Round(counts.Rows / duration.TotalSeconds, 1));

    public string ToJson() => JsonSerializer.Serialize(this, BackfillJson.Default.BackfillResult);
}

/// <summary>Minutes in a row that are missing.</summary>
/// <param name="First">The first open time.</param>
/// <param name="Last">The last open time.</param>
internal sealed record MissingMinutes(string Symbol, string First, string Last, long Minutes);

/// <summary>Days of a symbol.</summary>
internal sealed record BackfillResultDays(long Uploaded, long Present, long Missing, long Failed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillResult))]
internal sealed partial class BackfillJson : JsonSerializerContext;
