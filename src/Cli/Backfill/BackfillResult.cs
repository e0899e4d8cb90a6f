using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The line of JSON that <c>backfill --json</c> ends with.</summary>
/// <param name="Seconds">From the first look into S3 until the rows were in the table, or in S3 where nobody waited.</param>
internal sealed record BackfillResult(
    BackfillResultDays Days, long Rows, long RejectedRows, long Gaps, double Seconds, double RowsPerSecond)
{
    public static BackfillResult From(BackfillCounts counts, TimeSpan duration) => new(
        new BackfillResultDays(counts.Uploaded, counts.Present, counts.Missing, counts.Failed),
        counts.Rows,
        counts.RejectedRows,
        counts.Gaps,
        Math.Round(duration.TotalSeconds, 3),
        Math.Round(counts.Rows / duration.TotalSeconds, 1));

    public string ToJson() => JsonSerializer.Serialize(this, BackfillJson.Default.BackfillResult);
}

/// <summary>Days of a symbol.</summary>
internal sealed record BackfillResultDays(long Uploaded, long Present, long Missing, long Failed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillResult))]
internal sealed partial class BackfillJson : JsonSerializerContext;
