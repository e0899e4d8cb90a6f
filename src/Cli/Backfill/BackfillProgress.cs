using System.Collections.Concurrent;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>What has been done so far, told by many and read by the view.</summary>
/// <param name="days">How many days of a symbol there are to do.</param>
internal sealed class BackfillProgress(long days)
{
    // Of each kind; a source that is wrong throughout must not flood the terminal. All are counted.
    private const int MessagesOfAKind = 20;

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<string> _messages = new();
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

    /// <summary>Whether everything that was asked for is on its way, or was there.</summary>
    public bool IsComplete => _problems == 0 && Counts is { Missing: 0, Failed: 0 };

    /// <summary>What a person should read, each once.</summary>
    public IEnumerable<string> TakeMessages()
    {
        while (_messages.TryDequeue(out var message))
        {
            yield return message;
        }
    }

    public void Note(string message) => _messages.Enqueue(message);

    /// <summary>Something that is not as it was asked for, beside what <see cref="Counts"/> tell.</summary>
    public void Problem(string message)
    {
        Note(message, Interlocked.Increment(ref _problems), "problems");
    }

    public void Present(int number) => Change(counts => counts with { Present = counts.Present + number });

    public void Uploaded(DayCandles day) => Change(counts => counts with
    {
        Uploaded = counts.Uploaded + 1,
        Rows = counts.Rows + day.Candles.Count,
        Gaps = counts.Gaps + day.Range.Minutes - day.Candles.Count,
    });

    public void Missing(DayRange day)
    {
        var counts = Change(counts => counts with { Missing = counts.Missing + 1 });
        Note($"{day.Symbol} {day.Day.UtcDateTime:yyyy-MM-dd}: the source has nothing.", counts.Missing, "days without anything");
    }

    public void Failed(int number, string reason)
    {
        Change(counts => counts with { Failed = counts.Failed + number });
        Problem($"{reason}.");
    }

    public void Reject(ArchiveName archive, RowRejection rejection) => Reject($"{archive.Text} {rejection.Message}");

    public void Reject(string message)
    {
        var counts = Change(counts => counts with { RejectedRows = counts.RejectedRows + 1 });
        Note($"Row rejected: {message}", counts.RejectedRows, "rejected rows");
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

    private void Note(string message, long number, string kind)
    {
        if (number <= MessagesOfAKind)
        {
            Note(message);
        }
        else if (number == MessagesOfAKind + 1)
        {
            Note($"Further {kind} are only counted.");
        }
    }
}

/// <param name="Days">To do in all.</param>
/// <param name="Uploaded">Days whose file is in S3 now.</param>
/// <param name="Present">Days whose file was there before.</param>
/// <param name="Missing">Days of which the source has nothing.</param>
/// <param name="Failed">Days whose archive cannot be used.</param>
/// <param name="Rows">In the files uploaded.</param>
/// <param name="RejectedRows">Lines of the source that are no candles.</param>
/// <param name="Gaps">Minutes that the files uploaded lack.</param>
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
    long? OnTheWay = null)
{
    public long Done => Uploaded + Present + Missing + Failed;
}
