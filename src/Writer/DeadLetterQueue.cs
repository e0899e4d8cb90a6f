using System.Globalization;
using System.Text;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>
/// Where given-up messages go with the reason, which SQS's own redrive would not tell. Body and attributes stay as they are;
/// the attributes of <see cref="MessageAttributes.OfDeadLetters"/> are added.
/// </summary>
internal sealed class DeadLetterQueue(IAmazonSQS sqs, string url, TimeProvider time)
{
    private const int EntriesPerCall = 10;

    // SQS takes 1 MiB a call, attributes included; this leaves room for them.
    private const int BytesPerCall = 900 * 1024;
    private const int LongestReason = 500;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Divides messages into what one call can take.</summary>
    public static IEnumerable<IReadOnlyList<DeadLetter>> Batches(IEnumerable<DeadLetter> letters)
    {
        var batch = new List<DeadLetter>();
        var bytes = 0;
        foreach (var letter in letters)
        {
            var size = Encoding.UTF8.GetByteCount(letter.Message.Body ?? "");
            if (batch.Count == EntriesPerCall || (batch.Count > 0 && bytes + size > BytesPerCall))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(letter);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <returns>The ids of the messages that the queue has now; it may refuse some of them.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<DeadLetter> batch, CancellationToken cancellationToken)
    {
        var entries = batch.Select((letter, index) => Entry(letter, index.ToString(CultureInfo.InvariantCulture))).ToList();
        var response = await sqs.SendMessageBatchAsync(new SendMessageBatchRequest(url, entries), cancellationToken);
        return [.. (response.Successful ?? []).Select(sent => batch[int.Parse(sent.Id, CultureInfo.InvariantCulture)].Message.MessageId)];
    }

    private SendMessageBatchRequestEntry Entry(DeadLetter letter, string id)
    {
        var attributes = (letter.Message.MessageAttributes ?? []).ToDictionary(
            attribute => attribute.Key, attribute => Copy(attribute.Value));
        attributes[MessageAttributes.Reason] = Text(Printable(letter.Reason));
        attributes[MessageAttributes.FailedAt] = Text(time.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        attributes[MessageAttributes.SourceMessageId] = Text(letter.Message.MessageId);
        attributes[MessageAttributes.Receives] =
            new() { DataType = "Number", StringValue = letter.Receives.ToString(CultureInfo.InvariantCulture) };
        return new SendMessageBatchRequestEntry(id, letter.Message.Body) { MessageAttributes = attributes };
    }

    // SQS refuses control characters, and half a surrogate pair cannot be sent at all.
    private static string Printable(string reason)
    {
        var text = new StringBuilder();
        foreach (var rune in reason.EnumerateRunes().Take(LongestReason))
        {
            text.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? " " : rune.ToString());
        }

        return text.ToString();
    }

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    private static MessageAttributeValue Copy(SQSEvent.MessageAttribute attribute) => new()
    {
        DataType = attribute.DataType,
        StringValue = attribute.StringValue,
        BinaryValue = attribute.BinaryValue,
    };
}
