using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// What is yet to be fetched, being fetched, in the spool, or in S3, and not in the ledger yet: none of it is a gap.
/// </summary>
internal sealed class Pending
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    private readonly Lock _lock = new();
    private readonly HashSet<DateTimeOffset> _minutes = [];
    private readonly Dictionary<string, FileFacts> _files = new(StringComparer.Ordinal);

    /// <summary>Minutes, and files of repairs.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _minutes.Count + _files.Count;
            }
        }
    }

    /// <summary>The minute is being fetched: what its file will hold is not known.</summary>
    public void Add(DateTimeOffset minute)
    {
        lock (_lock)
        {
            _minutes.Add(minute);
        }
    }

    /// <summary>This minute, and those after it, are still to be fetched live.</summary>
    public void Expect(DateTimeOffset minute)
    {
        lock (_lock)
        {
            _next = minute;
        }
    }

    /// <summary>This is what a file in S3 holds, or one that is on its way there.</summary>
    public void Add(FileFacts file)
    {
        lock (_lock)
        {
            _files[file.Key] = file;
            if (file is MinuteFacts minute)
            {
                _minutes.Remove(minute.Minute);
            }
        }
    }

    /// <summary>The minute is given up.</summary>
    public void Remove(DateTimeOffset minute)
    {
        lock (_lock)
        {
            _minutes.Remove(minute);
        }
    }

    /// <summary>The file is in the ledger, or given up.</summary>
    public void Remove(string key)
    {
        lock (_lock)
        {
            _files.Remove(key);
            if (MinuteFileKey.TryParse(key, out var minute))
            {
                _minutes.Remove(minute);
            }
        }
    }

    /// <summary>What is pending now. To be taken before the ledger is read: what is not pending any more is in it.</summary>
    public PendingNow Now()
    {
        lock (_lock)
        {
            return new PendingNow(_next, [.. _minutes], [.. _files.Values]);
        }
    }
}

/// <param name="Next">The first minute still to be fetched live.</param>
/// <param name="Minutes">Whose files nobody knows yet.</param>
/// <param name="Files">What they hold.</param>
internal sealed record PendingNow(DateTimeOffset Next, IReadOnlyList<DateTimeOffset> Minutes, IReadOnlyList<FileFacts> Files)
{
    /// <summary>Adds what is of this day.</summary>
    public void AddTo(DayCoverage day)
    {
        day.AddUnderWay(Minutes.Where(minute => DayCoverage.DayOf(minute) == day.Day).Select(DayCoverage.MinuteOf));
        foreach (var file in Files)
        {
            if (file is MinuteFacts minute && DayCoverage.DayOf(minute.Minute) == day.Day)
            {
                day.AddFiles(minute.Held, [DayCoverage.MinuteOf(minute.Minute)]);
            }
            else if (file is RepairFacts repair && repair.Day == day.Day)
            {
                day.AddHeld(repair.Symbol, repair.Minutes);
            }
        }
    }
}
