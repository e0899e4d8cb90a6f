using System.Threading.Channels;
using Polly;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// Notes down in the ledger what files in S3 hold, in its own time: no upload waits for it, and what waits is small. What is
/// still waiting when the program ends is found in the bucket by the next.
/// </summary>
/// <param name="ledger">Null where gaps are not closed; then nothing is noted down.</param>
internal sealed class CoverageRecord(CoverageLedger? ledger, BucketFiles files, Pending pending, TimeProvider time, JsonLog log)
{
    private readonly Channel<Entry> _queue = Channel.CreateUnbounded<Entry>();
    private readonly ResiliencePipeline _retry = StorageRetry.Build(time, log, "the ledger took nothing, trying again");

    /// <summary>Called when there is less in S3 than was thought: with whether the bucket must be searched for what there is.</summary>
    public Action<bool> OnLess { get; set; } = _ => { };

    /// <summary>The file is in S3 as it was sent.</summary>
    public void Uploaded(FileFacts? sent, string key)
    {
        if (ledger is null || sent is null)
        {
            pending.Remove(key);
            return;
        }

        pending.Add(sent);
        _queue.Writer.TryWrite(new Entry(sent, IsThere: true));
    }

    /// <summary>Another file has the key.</summary>
    public void Taken(FileFacts? sent, string key)
    {
        if (ledger is null || sent is null)
        {
            pending.Remove(key);
            return;
        }

        _queue.Writer.TryWrite(new Entry(sent, IsThere: false));
    }

    /// <summary>The file will never be in S3.</summary>
    public void Lost(string key)
    {
        pending.Remove(key);
        OnLess(false);
    }

    /// <summary>No more will come: <see cref="RunAsync"/> ends when all is noted down.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RecordAllAsync(cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end; the bucket has the files.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task RecordAllAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            var facts = entry.IsThere ? entry.Sent : await ReadAsync(entry.Sent.Key, cancellationToken);
            if (facts is not null)
            {
                await _retry.ExecuteAsync(async token => await ledger!.AddAsync([facts], token), cancellationToken);
            }

            pending.Remove(entry.Sent.Key);
            if (facts is null || Lacks(facts, entry.Sent))
            {
                OnLess(facts is null);
            }
        }
    }

    /// <returns>Null where it cannot be read: one such file must not hold up the others.</returns>
    private async Task<FileFacts?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await files.ReadAsync(key, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.Warning("a file that has the key already could not be read, it is looked for again", (LogField.File, key), ("error", e.Message));
            return null;
        }
    }

    private static bool Lacks(FileFacts there, FileFacts sent) => (there, sent) switch
    {
        (MinuteFacts file, MinuteFacts ours) => ours.Held.Except(file.Held).Any(),
        (RepairFacts file, RepairFacts ours) => ours.Minutes.Except(file.Minutes).Any(),
        _ => false,
    };

    private sealed record Entry(FileFacts Sent, bool IsThere);
}
