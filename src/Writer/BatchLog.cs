using System.Text;
using Amazon.Lambda.Core;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>
/// What is logged of a batch: one line, and one for each row that failed or that the table has in a newer version. None for a row that is stored: that would cost more than
/// storing it, and the item says the same (<c>source_key</c>, <c>source_row</c>, <c>written_at</c>). The fields are those of
/// <see cref="LogField"/>.
/// </summary>
internal static class BatchLog
{
    // A batch of rows of many files, and one that fails whole, must not flood the log.
    private const int LongestFiles = 2000;
    private const int MostRows = 100;

    /// <param name="failed">What was not stored, before some of it was handed to the dead letters.</param>
    /// <param name="handedOver">How many of them were.</param>
    /// <param name="receivedAt">When the batch came.</param>
    public static void Write(
        ILambdaLogger log, MessageBatch messages, IReadOnlyList<Unfinished> failed, int handedOver, DateTimeOffset receivedAt)
    {
        foreach (var one in failed.Take(MostRows))
        {
            Write(log, one, messages.IsUnfinished(one.Message.MessageId) ? LogStage.GivenBack : LogStage.DeadLettered);
        }

        var superseded = messages.SupersededMessages;
        foreach (var one in superseded.Take(MostRows))
        {
            log.LogInformation(
                "Row {row} of {file} {stage}: {reason}; message {messageId}, receive {receive}",
                one.Row!.SourceRow, one.Row.SourceKey, LogStage.Superseded, one.Why, one.Message.MessageId, one.Receives);
        }

        log.LogInformation(
            "Batch of {receivedAt} {stage}: {stored} of {messages} messages stored, {superseded} superseded, {deadLetters} handed to the dead letters; rows of {files}",
            receivedAt, LogStage.Written, messages.Count - failed.Count - superseded.Count, messages.Count, superseded.Count, handedOver,
            Text(messages.Files));
    }

    private static void Write(ILambdaLogger log, Unfinished one, string stage)
    {
        if (one.Row is { } row)
        {
            log.LogWarning(
                "Row {row} of {file} {stage}: {reason}; message {messageId}, receive {receive}",
                row.SourceRow, row.SourceKey, stage, one.Why, one.Message.MessageId, one.Receives);
        }
        else
        {
            log.LogError(
                "Message {messageId} {stage}, it can never be stored: {reason}; receive {receive}",
                one.Message.MessageId, stage, one.Why, one.Receives);
        }
    }

    private static string Text(IReadOnlyDictionary<string, int> files)
    {
        var text = new StringBuilder();
        var named = 0;
        foreach (var (file, rows) in files)
        {
            if (text.Length + file.Length > LongestFiles)
            {
                break;
            }

            text.Append(named++ == 0 ? "" : ", ").Append(file).Append(" (").Append(rows).Append(')');
        }

        return named == files.Count ? text.ToString() : text.Append(", and ").Append(files.Count - named).Append(" more").ToString();
    }
}
