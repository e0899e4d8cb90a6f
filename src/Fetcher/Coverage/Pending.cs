using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// What is yet to be fetched, being fetched, or in the spool, and not in the ledger yet: none of it is a gap.
/// </summary>
internal sealed class Pending
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    private readonly Lock _lock = new();
    private readonly HashSet<DateTimeOffset> _minutes = [];
    private readonly HashSet<(Symbol Symbol, DateTimeOffset Minute)> _candles = [];

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _minutes.Count + _candles.Count == 0;
            }
        }
    }

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

    public void Add(Symbol symbol, IEnumerable<DateTimeOffset> minutes)
    {
        lock (_lock)
        {
            _candles.UnionWith(minutes.Select(minute => (symbol, minute)));
        }
    }

    public void Remove(DateTimeOffset minute)
    {
        lock (_lock)
        {
            _minutes.Remove(minute);
        }
    }

    public void Remove(Symbol symbol, IEnumerable<DateTimeOffset> minutes)
    {
        lock (_lock)
        {
            _candles.ExceptWith(minutes.Select(minute => (symbol, minute)));
        }
    }

    /// <summary>What is pending now, and the first minute still to be fetched live. To be taken before the ledger is read: what is not pending any more is in it.</summary>
    public (DateTimeOffset Next, IReadOnlyList<DateTimeOffset> Minutes, IReadOnlyList<(Symbol Symbol, DateTimeOffset Minute)> Candles) Snapshot()
    {
        lock (_lock)
        {
            return (_next, [.. _minutes], [.. _candles]);
        }
    }
}
