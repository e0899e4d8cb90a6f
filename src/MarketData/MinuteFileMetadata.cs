using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>The names of a minute file's S3 object metadata, without S3's own prefix.</summary>
public static class MinuteFileMetadata
{
    /// <summary>When the last of the candles came, by the exchange's clock: ISO 8601, UTC, milliseconds.</summary>
    public const string FetchedAt = "fetched-at";

    /// <summary>Configured symbols that the file lacks, comma separated; absent when it lacks none.</summary>
    public const string MissingSymbols = "missing-symbols";

    /// <summary>When a file's candles came.</summary>
    /// <param name="metadata">Of the name <see cref="FetchedAt"/>; null where the object has none.</param>
    /// <param name="uploaded">For a file that a person uploaded has no such metadata; this is the best there is then.</param>
    public static DateTimeOffset FetchedAtOf(string? metadata, DateTimeOffset uploaded) => DateTimeOffset.TryParse(
        metadata, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var fetchedAt)
        ? fetchedAt
        : uploaded;
}
