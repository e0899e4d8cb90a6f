using System.Collections.Concurrent;
using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>What has been done so far, told by many and read by the view.</summary>
/// <param name="days">How many days of a symbol there are to do.</param>
internal sealed class BackfillProgress(long days)
{
    // Of each kind; a source that is wrong throughout must not flood the terminal. All are counted.
    private const int MessagesOfAKind = 20;

    // An archive of several months is read once for each; beyond this many of its lines are counted each time.
    private const int LinesRemembered = 100_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly Dictionary<string, int> _told = [];
    private readonly HashSet<(string Archive, int Line)> _rejected = [];
    private readonly SortedDictionary<string, SymbolMinutes> _missing = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _changed = new(StringComparer.Ordinal);
    private BackfillCounts _counts = new() { Days = days };
    private int _problems;
    private int _unverified;

    public BackfillCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>Whether all that was asked for is on its way, or was there, as far as the exchange has it.</summary>
    public bool IsComplete => _problems == 0 && Counts is { Gaps: 0, RejectedRows: 0, Changed: 0 };

    /// <summary>What a person should read, each once.</summary>
    public IEnumerable<string> TakeMessages()
    {
        while (_messages.TryDequeue(out var message))
        {
            yield return message;
        }
    }

    /// <summary>What was found more than once; to be read at the end.</summary>
    public IReadOnlyList<string> Repeated()
    {
        lock (_lock)
        {
            return [.. _told.Where(each => each.Value > 1).Select(each => $"{each.Value:N0} times: {each.Key}")];
        }
    }

    /// <summary>The runs of minutes that are missing, of one symbol after another.</summary>
    public IEnumerable<MissingMinutes> MissingRuns()
    {
        lock (_lock)
        {
            return
            [
                .. _missing.SelectMany(each => each.Value.Runs().Select(run => new MissingMinutes(
                    each.Key, ProcessedData.SortKey(run.First), ProcessedData.SortKey(run.Last), run.Minutes))),
            ];
        }
    }

    /// <summary>How many minutes have other values now than in the files, by their archive.</summary>
    public IReadOnlyList<(string Archive, long Minutes)> ChangedArchives()
    {
        lock (_lock)
        {
            return [.. _changed.Select(each => (each.Key, each.Value))];
        }
    }

    public void Note(string message)
    {
        lock (_lock)
        {
            if (!_told.TryAdd(message, 1))
            {
                _told[message]++;
                return;
            }
        }

        _messages.Enqueue(message);
    }

    /// <summary>Something that is not as it was asked for, beside what <see cref="Counts"/> tell.</summary>
    public void Problem(string message)
    {
        Interlocked.Increment(ref _problems);
        Note(message);
    }

    public void Present(int number) => Change(counts => counts with { Present = counts.Present + number });

    /// <summary>A day is done.</summary>
    /// <param name="rows">In the file that was uploaded; 0 for none.</param>
    /// <param name="missing">The minutes that neither the files nor the sources have.</param>
    public void Settled(FoundDay day, int rows, IReadOnlyList<DateTimeOffset> missing)
    {
        Change(counts => counts with
        {
            Uploaded = counts.Uploaded + (rows > 0 ? 1 : 0),
            Present = counts.Present + (rows == 0 && missing.Count == 0 ? 1 : 0),
            Missing = counts.Missing + (rows == 0 && missing.Count > 0 && !day.HasFailed ? 1 : 0),
            Failed = counts.Failed + (rows == 0 && missing.Count > 0 && day.HasFailed ? 1 : 0),
            Rows = counts.Rows + rows,
            Gaps = counts.Gaps + missing.Count,
            Holes = counts.Holes + day.Holes.Count,
        });
        lock (_lock)
        {
            if (missing.Count > 0 && !_missing.ContainsKey($"{day.Range.Symbol}"))
            {
                _missing.Add($"{day.Range.Symbol}", new SymbolMinutes());
            }

            foreach (var minute in missing)
            {
                _missing[$"{day.Range.Symbol}"].Add(minute);
            }
        }
    }

    /// <summary>Minutes have other values in an archive than in the files that were there.</summary>
    public void Changed(string archive, int minutes)
    {
        Change(counts => counts with { Changed = counts.Changed + minutes });
        lock (_lock)
        {
            _changed[archive] = _changed.GetValueOrDefault(archive) + minutes;
        }
    }

    public void Reject(ArchiveName archive, RowRejection rejection)
    {
        lock (_lock)
        {
            if (_rejected.Count < LinesRemembered && !_rejected.Add((archive.Text, rejection.Line)))
            {
                return;
            }
        }

        Reject($"{archive.Text} {rejection.Message}");
    }

    public void Reject(string message)
    {
        var counts = Change(counts => counts with { RejectedRows = counts.RejectedRows + 1 });
        if (counts.RejectedRows <= MessagesOfAKind)
        {
            Note(Words.Sentence($"Row rejected: {message}"));
        }
        else if (counts.RejectedRows == MessagesOfAKind + 1)
        {
            Note("Further rejected rows are only counted.");
        }
    }

    /// <summary>An archive was read that has no checksum beside it.</summary>
    public void Unverified()
    {
        if (Interlocked.Exchange(ref _unverified, 1) == 0)
        {
            Note("Warning: archives without a .CHECKSUM file beside them are read unverified.");
        }
    }

    /// <summary>Rows that are on their way from the files to the table.</summary>
    public void OnTheWay(long rows) => Change(counts => counts with { OnTheWay = rows });

    private BackfillCounts Change(Func<BackfillCounts, BackfillCounts> change)
    {
        lock (_lock)
        {
            return _counts = change(_counts);
        }
    }
}

/// <param name="Days">To do in all.</param>
/// <param name="Uploaded">Days of which a file is in S3 now that brings what was lacking.</param>
/// <param name="Present">Days that lacked nothing that is to be had.</param>
/// <param name="Missing">Days that lack minutes, of which the sources have nothing.</param>
/// <param name="Failed">The same where a source could not be used.</param>
/// <param name="Rows">In the files uploaded.</param>
/// <param name="RejectedRows">Lines of the sources that are no candles.</param>
/// <param name="Gaps">Minutes that are missing after all.</param>
/// <param name="Holes">Minutes that the exchange itself does not have.</param>
/// <param name="Changed">Minutes that have other values in an archive than in the files that were there.</param>
/// <param name="OnTheWay">Rows that are not in the table yet; null while nobody knows.</param>
internal sealed record BackfillCounts(
    long Days = 0,
    long Uploaded = 0,
    long Present = 0,
    long Missing = 0,
    long Failed = 0,
    long Rows = 0,
    long RejectedRows = 0,
    long Gaps = 0,
    long Holes = 0,
    long Changed = 0,
    long? OnTheWay = null)
{
    public long Done => Uploaded + Present + Missing + Failed;
}
