using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace ServerlessPipeline.Writer;

/// <summary>
/// Stores the candle of each message. Every message counts as failed until its item is stored, or until the dead-letter
/// queue has it with the reason, so that whatever happens on the way, SQS keeps what is neither here nor there.
/// </summary>
internal sealed class WriterHandler(ProcessedDataTable table, DeadLetterQueue deadLetters, int maximumReceives, TimeProvider time)
{
    private const int BatchesAtOnce = 4;

    // Enough to end a call in flight and to hand back the answer.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHandOver = TimeSpan.FromSeconds(3);

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent sqsEvent, ILambdaContext context)
    {
        var log = context.Logger;
        var receivedAt = time.GetUtcNow();
        var messages = new MessageBatch(sqsEvent.Records ?? [], maximumReceives);
        var left = Positive(context.RemainingTime - Margin);
        using var deadline = new CancellationTokenSource(left, time);
        using var storing = new CancellationTokenSource(messages.MayGiveUp ? left - HandOver(left) : left, time);
        await StoreAsync(messages, log, storing.Token);
        var failed = messages.Failed;
        var handedOver = await HandOverAsync(messages, log, deadline.Token);
        BatchLog.Write(log, messages, failed, handedOver, receivedAt);
        return new SQSBatchResponse(
            [.. messages.Unfinished.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }

    /// <summary>Several batches side by side, since most of an invocation is waiting, and waiting is paid for.</summary>
    private async Task StoreAsync(MessageBatch messages, ILambdaLogger log, CancellationToken timeIsOver)
    {
        var stored = 0;
        await Parallel.ForEachAsync(
            messages.Items.GroupBy(table.IsLate).SelectMany(items => items.Chunk(ProcessedDataTable.MaxBatchSize)),
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = CancellationToken.None },
            async (batch, _) =>
            {
                if (!timeIsOver.IsCancellationRequested)
                {
                    Interlocked.Add(ref stored, await StoreBatchAsync(batch, messages, log, timeIsOver));
                }
            });

        if (timeIsOver.IsCancellationRequested && stored < messages.Items.Count)
        {
            log.LogWarning("The time is over: {Items} items are not stored", messages.Items.Count - stored);
        }
    }

    /// <returns>How many of the items are stored.</returns>
    private async Task<int> StoreBatchAsync(
        PendingItem[] batch, MessageBatch messages, ILambdaLogger log, CancellationToken timeIsOver)
    {
        var count = 0;
        try
        {
            await foreach (var (item, isSuperseded) in table.StoreAsync(batch, timeIsOver))
            {
                if (isSuperseded)
                {
                    messages.Superseded(item);
                }

                messages.Done(item.MessageIds);
                count++;
            }
        }
        catch (OperationCanceledException) when (timeIsOver.IsCancellationRequested)
        {
            messages.Fail(Ids(batch), "DynamoDB left it unprocessed until the invocation's time was over");
        }
        catch (Exception exception)
        {
            log.LogError(exception, "A batch of {Items} items was not stored whole", batch.Length);
            messages.Fail(Ids(batch), exception.Message);
        }

        return count;
    }

    /// <summary>What the queue does not take stays failed, and SQS repeats it or moves it by itself, without a reason.</summary>
    /// <returns>How many the queue took.</returns>
    private async Task<int> HandOverAsync(MessageBatch messages, ILambdaLogger log, CancellationToken timeIsOver)
    {
        var taken = 0;
        foreach (var batch in DeadLetterQueue.Batches([.. messages.GivenUp]))
        {
            if (timeIsOver.IsCancellationRequested)
            {
                break;
            }

            try
            {
                var sent = await deadLetters.SendAsync(batch, timeIsOver);
                messages.Done(sent);
                taken += sent.Count;
            }
            catch (Exception exception)
            {
                log.LogError(exception, "{Messages} messages were not handed to the dead letters", batch.Count);
            }
        }

        if (messages.GivenUp.Count() is > 0 and var kept)
        {
            log.LogWarning("{Messages} messages that are given up stay in the queue", kept);
        }

        return taken;
    }

    private static IEnumerable<string> Ids(IEnumerable<PendingItem> items) => items.SelectMany(item => item.MessageIds);

    /// <summary>Time kept for the dead letters: a short timeout must leave most of itself for storing.</summary>
    private static TimeSpan HandOver(TimeSpan left) => left / 4 < LongestHandOver ? left / 4 : LongestHandOver;

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
