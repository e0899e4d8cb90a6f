namespace ServerlessPipeline.MarketData;

/// <summary>
/// The fields that the logs of fetcher, FanOut and Writer share, so that a file or a row is found in all of them by one text. An
/// invocation's id is Lambda's own field <c>requestId</c>. There is no line a row where all is well: at thousands of rows a
/// minute that would cost more than all the rest, and each item says its file, its row and its times itself.
/// </summary>
public static class LogField
{
    /// <summary>What happened, of <see cref="LogStage"/>.</summary>
    public const string Stage = "stage";

    /// <summary>An object key.</summary>
    public const string File = "file";

    /// <summary>Of a Writer's batch: keys and how many rows of each, as <c>data_1_min/dt=2026-02-02/1340.tsv (5)</c>, comma separated.</summary>
    public const string Files = "files";

    /// <summary>Of the object; its ETag where the bucket keeps no versions.</summary>
    public const string Version = "version";

    /// <summary>In the file, counted from 1 below the header.</summary>
    public const string Row = "row";

    /// <summary>How many were fetched, or taken from the file.</summary>
    public const string Rows = "rows";

    /// <summary>The id that the message has in the rows queue.</summary>
    public const string Message = "messageId";

    /// <summary>How many messages were sent, or are in the batch.</summary>
    public const string Messages = "messages";

    /// <summary>How many lines are no candles.</summary>
    public const string Rejected = "rejected";

    /// <summary>How many messages of the batch are in the table now.</summary>
    public const string Stored = "stored";

    /// <summary>How many messages of the batch are of rows that the table has in a newer version.</summary>
    public const string Superseded = "superseded";

    /// <summary>How many messages of the batch were handed to the dead letters.</summary>
    public const string DeadLetters = "deadLetters";

    /// <summary>When the Writer got the batch; the line itself is written when all is done. ISO 8601.</summary>
    public const string ReceivedAt = "receivedAt";

    public const string Reason = "reason";
}

/// <summary>The values of <see cref="LogField.Stage"/>, a line each.</summary>
public static class LogStage
{
    /// <summary>Of a file, by the fetcher: its candles are on the disk.</summary>
    public const string Fetched = "fetched";

    /// <summary>Of a file, by the fetcher: S3 has it.</summary>
    public const string Uploaded = "uploaded";

    /// <summary>Of a file, by FanOut: it has a slot.</summary>
    public const string Claimed = "claimed";

    /// <summary>Of a file, by FanOut: all slots are taken.</summary>
    public const string Declined = "declined";

    /// <summary>Of a file, by FanOut: its rows are in the queues.</summary>
    public const string Sent = "sent";

    /// <summary>Of a file, by FanOut: it could not be read or sent; Lambda tries again.</summary>
    public const string Failed = "failed";

    /// <summary>Of a row, by FanOut: the line is no candle, and goes to the dead letters.</summary>
    public const string Rejected = "rejected";

    /// <summary>Of a batch, by the Writer.</summary>
    public const string Written = "written";

    /// <summary>Of a row, by the Writer: the queue gives it out again.</summary>
    public const string GivenBack = "given back";

    /// <summary>Of a row, by the Writer: the table has a newer version of it, which stays.</summary>
    public const string Superseded = "superseded";

    /// <summary>Of a row, by the Writer: the dead letters have it.</summary>
    public const string DeadLettered = "dead-lettered";
}
