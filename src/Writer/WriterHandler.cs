using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>
/// Stores the candle of each message. Every message counts as failed until its item is stored, so that whatever happens
/// on the way, SQS keeps what is not in the table.
/// </summary>
internal sealed class WriterHandler(ProcessedDataTable table, TimeProvider time)
{
    // Enough to end a call in flight and to hand back the answer.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent sqsEvent, ILambdaContext context)
    {
        using var deadline = new CancellationTokenSource(Positive(context.RemainingTime - Margin), time);
        var messages = sqsEvent.Records ?? [];
        var failed = messages.Select(message => message.MessageId).ToHashSet();
        foreach (var batch in Candles(messages, context.Logger).Chunk(ProcessedDataTable.MaxBatchSize))
        {
            try
            {
                await foreach (var stored in table.StoreAsync(batch, deadline.Token))
                {
                    failed.ExceptWith(stored.MessageIds);
                }
            }
            catch (Exception exception)
            {
                context.Logger.LogError(exception, "A batch of {Items} items was not stored whole", batch.Length);
            }
        }

        context.Logger.LogInformation("{Stored} of {Messages} messages stored", messages.Count - failed.Count, messages.Count);
        return new SQSBatchResponse([.. failed.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }

    /// <summary>One entry an item: the same candle may come twice in one batch, which BatchWriteItem does not allow.</summary>
    private static Dictionary<(Symbol, DateTimeOffset), PendingItem>.ValueCollection Candles(IEnumerable<SQSEvent.SQSMessage> messages, ILambdaLogger log)
    {
        var items = new Dictionary<(Symbol, DateTimeOffset), PendingItem>();
        foreach (var message in messages)
        {
            if (!RowMessage.TryParse(message.Body, out var row, out var reason))
            {
                // It stays failed, and so becomes a dead letter after the queue's maximum of receives.
                log.LogError("Message {MessageId} can never be stored: {Reason}", message.MessageId, reason);
                continue;
            }

            var key = (row.Candle.Symbol, row.Candle.OpenTime);
            items[key] = items.TryGetValue(key, out var earlier)
                ? new PendingItem(row, [.. earlier.MessageIds, message.MessageId])
                : new PendingItem(row, [message.MessageId]);
        }

        return items.Values;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
