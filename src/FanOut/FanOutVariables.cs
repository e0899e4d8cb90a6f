namespace ServerlessPipeline.FanOut;

/// <summary>The environment variables of the function; the CDK app sets them, <c>Program.cs</c> reads them.</summary>
internal static class FanOutVariables
{
    public const string RowsQueueUrl = "ROWS_QUEUE_URL";
    public const string RejectedRowsQueueUrl = "REJECTED_ROWS_QUEUE_URL";
    public const string StateTable = "STATE_TABLE";

    /// <summary>How many files are let through: a positive number or <c>unlimited</c>.</summary>
    public const string FileLimit = "FILE_LIMIT";

    /// <summary>How many rows of each file are sent: a positive number or <c>all</c>.</summary>
    public const string RowsPerFile = "ROWS_PER_FILE";
}
