namespace ServerlessPipeline.Fetcher;

/// <summary>
/// The environment variables of the fetcher: the CDK app writes those of the instance, the local run adds its own,
/// the program reads all.
/// </summary>
internal static class FetcherVariables
{
    public const string Bucket = "BUCKET";

    /// <summary>Comma separated, in the order of the file's rows.</summary>
    public const string Symbols = "SYMBOLS";

    /// <summary>Holds each file until S3 has it; on the instance it is the unit that says where.</summary>
    public const string SpoolFolder = "SPOOL_FOLDER";
    public const string ExchangeUrl = "EXCHANGE_URL";

    /// <summary>ISO 8601, UTC unless it says otherwise.</summary>
    public const string FirstMinute = "FIRST_MINUTE";

    /// <summary>How many minutes to fetch.</summary>
    public const string Minutes = "MINUTES";

    /// <summary>How fast the exchange's clock runs; above 1 only for a simulated market.</summary>
    public const string ClockSpeed = "CLOCK_SPEED";

    /// <summary>In the exchange's seconds: from a minute's end to the first question for it.</summary>
    public const string Grace = "GRACE";

    /// <summary>The table that keeps which minutes are there; needed for repairs.</summary>
    public const string StateTable = "STATE_TABLE";

    /// <summary>How many days back gaps are closed; <c>off</c> for none.</summary>
    public const string RepairDays = "REPAIR_DAYS";

    /// <summary>How much of the disk the spool may take, in megabytes.</summary>
    public const string SpoolMegabytes = "SPOOL_MEGABYTES";
}
