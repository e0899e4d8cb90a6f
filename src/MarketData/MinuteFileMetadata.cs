namespace ServerlessPipeline.MarketData;

/// <summary>The names of a minute file's S3 object metadata, without S3's own prefix.</summary>
public static class MinuteFileMetadata
{
    /// <summary>When the last of the candles came, by the exchange's clock: ISO 8601, UTC, milliseconds.</summary>
    public const string FetchedAt = "fetched-at";

    /// <summary>Configured symbols that the file lacks, comma separated; absent when it lacks none.</summary>
    public const string MissingSymbols = "missing-symbols";
}
