using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>
/// Gathers batches: long polls for a first message, then takes what comes until the batch is full, the window ends, or the
/// event would be too large for an invocation. One caller at a time.
/// </summary>
/// <param name="counts">Takes note of each receive, which AWS bills like any other.</param>
internal sealed class BatchCollector(
    EventSourceMappingSettings settings, SqsQueue queue, TimeProvider time, RequestCounts? counts = null)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    /// <summary>Received, but too large for the batch that they came with.</summary>
    private readonly Queue<EventRecord> _leftOver = new();

    /// <exception cref="OperationCanceledException">Cancelled; what was gathered is back in the queue.</exception>
    public async Task<IReadOnlyList<EventRecord>> CollectAsync(CancellationToken cancellation)
    {
        var batch = new List<EventRecord>();
        try
        {
            var full = false;
            while (batch.Count == 0)
            {
                full = await AddAsync(batch, LongPoll, cancellation);
            }

            var windowEnd = time.GetUtcNow() + settings.BatchingWindow;
            for (var left = settings.BatchingWindow; !full && left > TimeSpan.Zero; left = windowEnd - time.GetUtcNow())
            {
                full = await AddAsync(batch, left < LongPoll ? left : LongPoll, cancellation);
            }

            return batch;
        }
        catch (OperationCanceledException)
        {
            GiveBack([.. batch, .. _leftOver]);
            _leftOver.Clear();
            throw;
        }
    }

    /// <returns>Whether the batch is full.</returns>
    private async Task<bool> AddAsync(List<EventRecord> batch, TimeSpan wait, CancellationToken cancellation)
    {
        if (_leftOver.Count == 0)
        {
            var room = Math.Min(SqsQueue.MostPerReceive, settings.BatchSize - batch.Count);
            var messages = await queue.ReceiveAsync(room, wait, cancellation: cancellation);
            counts?.Add(settings.Id, messages.Count > 0 ? "ReceiveMessage" : "ReceiveMessage without a message");
            foreach (var message in messages)
            {
                _leftOver.Enqueue(new EventRecord(message, SqsEvent.Record(message, settings.QueueArn)));
            }
        }

        var size = batch.Sum(r => (long)r.Json.Length);
        while (_leftOver.TryPeek(out var record) && batch.Count < settings.BatchSize)
        {
            size += record.Json.Length;
            if (batch.Count > 0 && SqsEvent.Size(batch.Count + 1, size) > SqsEvent.LargestSize)
            {
                return true;
            }

            batch.Add(_leftOver.Dequeue());
        }

        return batch.Count == settings.BatchSize;
    }

    /// <summary>They were never tried, so they need not wait for their visibility timeout.</summary>
    private void GiveBack(IEnumerable<EventRecord> records)
    {
        foreach (var record in records)
        {
            try
            {
                queue.ChangeVisibility(record.Message.ReceiptHandle, TimeSpan.Zero);
            }
            catch (SqsException)
            {
                // It is visible again already, or gone.
            }
        }
    }
}

/// <param name="Message">As received.</param>
/// <param name="Json">Its record in the event.</param>
internal sealed record EventRecord(ReceivedMessage Message, byte[] Json);
