using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut;

/// <summary>The queue of the rows, and the one of the rows that are no candles.</summary>
internal sealed class RowQueue(IAmazonSQS sqs, string rowsUrl, string rejectedRowsUrl, TimeProvider time)
{
    private const int EntriesPerCall = 10;
    private const int CallsAtOnce = 8;
    private const int Attempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends a message a row; returns when SQS has all of them.</summary>
    /// <exception cref="RowsNotSentException">Some were refused again and again.</exception>
    /// <param name="uploadedAt">When their file came into the bucket.</param>
    public Task SendAsync(IEnumerable<RowMessage> rows, DateTimeOffset uploadedAt, CancellationToken cancellationToken)
    {
        var uploaded = MessageAttributes.UploadedAtText(uploadedAt);
        return SendAsync(
            rowsUrl,
            rows.Select(row => Entry(
                row.SourceRow, row.ToJson(), (MessageAttributes.Symbol, row.Candle.Symbol.ToString()), (MessageAttributes.UploadedAt, uploaded))),
            cancellationToken);
    }

    /// <summary>Sends a message for each rejected line, to where a person looks.</summary>
    /// <exception cref="RowsNotSentException">Some were refused again and again.</exception>
    public Task SendAsync(IEnumerable<RejectedRow> rows, CancellationToken cancellationToken) => SendAsync(
        rejectedRowsUrl,
        rows.Select(row => Entry(row.SourceRow, row.ToJson(), (MessageAttributes.Reason, row.Reason))),
        cancellationToken);

    private static SendMessageBatchRequestEntry Entry(int row, string json, params (string Name, string Value)[] attributes) => new()
    {
        Id = $"row-{row}",
        MessageBody = json,
        MessageAttributes = attributes.ToDictionary(
            attribute => attribute.Name, attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value }),
    };

    private Task SendAsync(
        string url, IEnumerable<SendMessageBatchRequestEntry> entries, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            entries.Chunk(EntriesPerCall),
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (batch, token) => await SendBatchAsync(url, [.. batch], token));

    /// <summary>A batch can succeed in part; the rest is sent again.</summary>
    private async Task SendBatchAsync(
        string url, List<SendMessageBatchRequestEntry> entries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await sqs.SendMessageBatchAsync(
                new SendMessageBatchRequest { QueueUrl = url, Entries = entries }, cancellationToken);
            if (response.Failed is not { Count: > 0 } failed)
            {
                return;
            }

            if (attempt == Attempts || failed.Exists(entry => entry.SenderFault == true))
            {
                throw new RowsNotSentException(failed);
            }

            var again = failed.Select(entry => entry.Id).ToHashSet();
            entries = entries.FindAll(entry => again.Contains(entry.Id));
            await Task.Delay(FirstDelay * (1 << (attempt - 1)), time, cancellationToken);
        }
    }
}

/// <summary>SQS refused rows; the invocation fails and is repeated, which harms nothing.</summary>
internal sealed class RowsNotSentException(IReadOnlyList<BatchResultErrorEntry> failed) : Exception(
    $"SQS refused {failed.Count} of a batch's messages, the first ({failed[0].Id}) with {failed[0].Code}: {failed[0].Message}");
