namespace ServerlessPipeline.Fetcher.Health;

/// <summary>The metrics that the fetcher says, and alarms listen to.</summary>
internal static class FetcherMetricNames
{
    public const string Namespace = "ServerlessPipeline";

    /// <summary>The one dimension: the deployment's bucket.</summary>
    public const string Bucket = "Bucket";

    public const string MinutesFetched = "MinutesFetched";

    /// <summary>Left to the repair, or, where gaps are not closed, lost.</summary>
    public const string MinutesSkipped = "MinutesSkipped";

    /// <summary>Symbols that a minute file lacks.</summary>
    public const string CandlesMissing = "CandlesMissing";
    public const string CandlesRepaired = "CandlesRepaired";

    /// <summary>Candles that are expected and not there.</summary>
    public const string GapsOpen = "GapsOpen";

    /// <summary>Configured symbols that the exchange does not trade now, or does not list.</summary>
    public const string SymbolsNotTrading = "SymbolsNotTrading";

    /// <summary>Calls of the exchange that were made again.</summary>
    public const string Retries = "Retries";

    /// <summary>Milliseconds from the end of the newest minute to its file.</summary>
    public const string Lag = "Lag";

    /// <summary>Of the exchange's limit, in its running minute.</summary>
    public const string UsedWeight = "UsedWeight";

    /// <summary>Files that S3 does not have yet, or the ledger does not know.</summary>
    public const string SpooledFiles = "SpooledFiles";
}
