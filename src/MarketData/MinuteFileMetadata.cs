using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>The names of a minute file's S3 object metadata, without S3's own prefix.</summary>
public static class MinuteFileMetadata
{
    /// <summary>
    /// When the last of the candles came: ISO 8601, UTC, milliseconds. By the exchange's clock where the fetcher brought them, by that
    /// of the operator's machine in a backfilled file.
    /// </summary>
    public const string FetchedAt = "fetched-at";

    /// <summary>Configured symbols that the file lacks, comma separated; absent when it lacks none.</summary>
    public const string MissingSymbols = "missing-symbols";

    /// <summary>
    /// Of a backfilled file, the archives that its candles are from, each with its SHA-256 when it was read:
    /// <c>BTCUSDT-1m-2026-02-02.zip=5f2b…9c</c>, comma separated and percent-escaped. By that an archive is known that was issued anew.
    /// </summary>
    public const string Archives = "archives";

    /// <summary>When a file's candles came.</summary>
    /// <param name="metadata">Of the name <see cref="FetchedAt"/>; null where the object has none.</param>
    /// <param name="uploaded">For a file that a person uploaded has no such metadata; this is the best there is then.</param>
    public static DateTimeOffset FetchedAtOf(string? metadata, DateTimeOffset uploaded) => DateTimeOffset.TryParse(
        metadata, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var fetchedAt)
        ? fetchedAt
        : uploaded;
}
