namespace ServerlessPipeline.Fetcher;

/// <summary>
/// When a minute's file waits no longer for symbols that are late: a few seconds after every symbol has been asked for, or, while
/// some have not, a few seconds after the last candle. Not before there is any candle.
/// </summary>
/// <param name="clock">The exchange's.</param>
internal sealed class LateSymbols(MeasuredClock clock) : IDisposable
{
    // Of the exchange's time, and of ours: however fast a market runs, a late answer is on its way for that long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _over = clock.Deadline();
    private readonly Lock _lock = new();
    private int _unasked;
    private bool _any;
    private bool _final;

    public CancellationToken Over => _over.Token;

    /// <summary>So many symbols are about to be asked for.</summary>
    public void Begin(int symbols)
    {
        lock (_lock)
        {
            _unasked = symbols;
        }
    }

    public void Asked()
    {
        lock (_lock)
        {
            _unasked--;
            Set();
        }
    }

    /// <summary>A candle has.</summary>
    public void Came()
    {
        lock (_lock)
        {
            _any = true;
            Set();
        }
    }

    public void Dispose() => _over.Dispose();

    private void Set()
    {
        if (_any && !_final)
        {
            _final = _unasked <= 0;
            clock.Postpone(_over, Patience, ShortestPatience);
        }
    }
}
