using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// Finds files in the bucket that the ledger does not know, reads them and notes them down: those of a fetcher that was killed
/// before it could, those of one whose ledger was away, and all of them where the ledger is lost. So the ledger is no more than a quick way to know
/// what the bucket says.
/// </summary>
internal sealed class BucketSearch(BucketFiles files, CoverageLedger ledger, MeasuredClock clock, JsonLog log)
{
    private const int Parallelism = 8;

    // What is noted down at once, a day of one symbol list.
    private const int FilesPerUpdate = 1440;

    // More than these that S3 does not answer are an outage, which ends the search.
    private const int MostFailures = 10;

    // Of the exchange's time.
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private volatile bool _again;

    /// <summary>Minutes of files that are there and cannot be read: nobody knows what they hold.</summary>
    public IReadOnlyCollection<DateTimeOffset> Unreadable { get; private set; } = [];

    /// <summary>There is a file that the ledger does not know.</summary>
    public void Again() => _again = true;

    /// <summary>Whether an hour is over, or there is a reason.</summary>
    public bool IsDue => _again || clock.Now >= _next;

    /// <summary>Whether a file that the ledger knows is still there.</summary>
    public async Task<bool> IsThereAsync(string key, CancellationToken cancellationToken) =>
        await files.ReadAsync(key, cancellationToken) is not null;

    /// <summary>Looks at the files from a minute on.</summary>
    public async Task RunAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        _again = false;
        var now = clock.Now;
        var found = await MinuteFilesAsync(from, now, cancellationToken)
            + await RepairFilesAsync(RepairFileKey.Repair, from, cancellationToken)
            + await RepairFilesAsync(RepairFileKey.Backfill, from, cancellationToken);
        _next = clock.Now + Every;
        if (found > 0)
        {
            log.Info("files found in the bucket that were not noted down", ("files", found));
        }
    }

    private async Task<int> MinuteFilesAsync(DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = (await ledger.ReadFilesAsync(from, now, cancellationToken)).ToDictionary(day => day.Day);
        var keys = new List<string>();
        await foreach (var key in files.KeysAsync(MinuteFileKey.Prefix, from, cancellationToken))
        {
            if (MinuteFileKey.TryParse(key, out var minute) && minute >= from
                && known.GetValueOrDefault(DayCoverage.DayOf(minute))?.HasFile(DayCoverage.MinuteOf(minute)) is false)
            {
                keys.Add(key);
            }
        }

        var unreadable = await ReadAsync(keys, cancellationToken);
        Unreadable = [.. unreadable.Select(key => MinuteFileKey.TryParse(key, out var minute) ? minute : default)];
        return keys.Count - unreadable.Count;
    }

    private async Task<int> RepairFilesAsync(RepairFileKey kind, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, (DateOnly Day, Symbol Symbol)>(StringComparer.Ordinal);
        await foreach (var key in files.KeysAsync(kind.Prefix, from, cancellationToken))
        {
            if (kind.TryParse(key, out var symbol, out var first, out _))
            {
                keys[key] = (DayCoverage.DayOf(first), symbol);
            }
        }

        var known = await ledger.RepairFilesAsync(keys.Values, cancellationToken);
        string[] unknown = [.. keys.Keys.Where(key => !known.Contains(key))];
        return unknown.Length - (await ReadAsync(unknown, cancellationToken)).Count;
    }

    /// <summary>Reads files and notes them down, the oldest first.</summary>
    /// <returns>Those that cannot be read.</returns>
    /// <exception cref="Exception">S3 is away, or the ledger.</exception>
    private async Task<IReadOnlyCollection<string>> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var unreadable = new ConcurrentDictionary<string, string>();
        foreach (var part in keys.Chunk(FilesPerUpdate))
        {
            var facts = new ConcurrentBag<FileFacts>();
            await Parallel.ForEachAsync(
                part,
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (key, token) =>
                {
                    try
                    {
                        if (await files.ReadAsync(key, token) is { } file)
                        {
                            facts.Add(file);
                        }
                    }
                    catch (Exception e) when (!token.IsCancellationRequested && (IsRefused(e) || unreadable.Count < MostFailures))
                    {
                        unreadable[key] = e.Message;
                    }
                });
            await ledger.AddAsync([.. facts], cancellationToken);
        }

        if (!unreadable.IsEmpty)
        {
            var (key, error) = unreadable.First();
            log.Warning(
                "files of the bucket cannot be read, what they lack is not known", ("files", unreadable.Count), (LogField.File, key), ("error", error));
        }

        return [.. unreadable.Keys];
    }

    /// <summary>Whether it is about the file, or what the fetcher may do, and no sign of an outage.</summary>
    private static bool IsRefused(Exception e) => e is AmazonS3Exception
    {
        StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.RequestTimeout and not HttpStatusCode.TooManyRequests,
    };
}
