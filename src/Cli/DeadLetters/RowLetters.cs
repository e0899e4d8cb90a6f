using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>Reads what is in the dead-letter queue of the rows.</summary>
internal static class RowLetters
{
    public static DeadLetter Read(Message message)
    {
        var letter = new DeadLetter
        {
            Id = message.MessageId,
            Queue = QueueNames.Rows,
            Kind = DeadLetterKind.Poison,
            Symbol = Attribute(message, MessageAttributes.Symbol),
            Reason = Attribute(message, MessageAttributes.Reason),
            FailedAt = Time(Attribute(message, MessageAttributes.FailedAt)),
            SentAt = SentAt(message),
            Tries = int.TryParse(Attribute(message, MessageAttributes.Receives), CultureInfo.InvariantCulture, out var receives) ? receives : null,
            Message = message,
        };
        if (RejectedRow.TryParse(message.Body, out var line, out _))
        {
            return letter with
            {
                Kind = DeadLetterKind.Line,
                Symbol = Symbol.TryParse(line.Text.Split('\t')[0], out var ofLine) ? ofLine.ToString() : null,
                Files = [line.SourceKey],
                Version = line.SourceVersion,
                Line = line.Line,
                Text = line.Text,
                Reason = line.Reason,
                FailedAt = letter.SentAt,
                Tries = 1,
            };
        }

        return RowMessage.TryParse(message.Body, out var row, out var why)
            ? letter with
            {
                Kind = DeadLetterKind.Row,
                Symbol = row.Candle.Symbol.ToString(),
                OpenTime = row.Candle.OpenTime,
                Files = [row.SourceKey],
                Version = row.SourceVersion,
                Line = row.SourceRow + 1,
            }
            // What is wrong with it can be seen, even where the Writer could not say it.
            : letter with { Text = message.Body, Reason = letter.Reason ?? why };
    }

    public static DateTimeOffset SentAt(Message message) => DateTimeOffset.FromUnixTimeMilliseconds(
        long.Parse(message.Attributes[MessageSystemAttributeName.SentTimestamp], CultureInfo.InvariantCulture));

    private static string? Attribute(Message message, string name) => message.MessageAttributes?.GetValueOrDefault(name)?.StringValue;

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;
}
