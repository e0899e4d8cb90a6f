namespace ServerlessPipeline.MarketData;

/// <summary>The names of the messages' SQS attributes.</summary>
public static class MessageAttributes
{
    /// <summary>Of a row message: the candle's symbol.</summary>
    public const string Symbol = "symbol";

    /// <summary>
    /// Of a row message: when the file came into the bucket, such as <c>2026-02-02T13:41:01.000Z</c>; it tells the newer of two
    /// versions. A message of an earlier FanOut has none. It is no field of the body, for a Writer that does not know it would take
    /// that for a message of another kind.
    /// </summary>
    public const string UploadedAt = ProcessedData.UploadedAt;

    /// <summary>Of a dead letter: why it is one, in words.</summary>
    public const string Reason = "reason";

    /// <summary>Of a dead letter that the Writer sent: when it gave the message up, ISO 8601, UTC.</summary>
    public const string FailedAt = "failed_at";

    /// <summary>Of a dead letter that the Writer sent: the id that the message had in the rows queue.</summary>
    public const string SourceMessageId = "source_message_id";

    /// <summary>Of a dead letter that the Writer sent: how often it had been received from the rows queue, a number.</summary>
    public const string Receives = "receives";

    public static string UploadedAtText(DateTimeOffset uploadedAt) => UtcText.Milliseconds(uploadedAt);

    /// <summary>The reverse of <see cref="UploadedAtText"/>; null for any other text, and for none.</summary>
    public static DateTimeOffset? UploadedAtOf(string? text) =>
        UtcText.TryParseMilliseconds(text ?? "", out var uploadedAt) ? uploadedAt : null;

    /// <summary>What is said of a dead letter, and no longer holds once it is sent back.</summary>
    public static IReadOnlyList<string> OfDeadLetters { get; } = [Reason, FailedAt, SourceMessageId, Receives];
}
