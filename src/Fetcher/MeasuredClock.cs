using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// The exchange's clock as seen from here: measured, then advanced by our own timer times its speed. A reading counts
/// from when it arrives, so the clock lags by the time of the way back, and never runs ahead: no candle is asked for
/// early.
/// </summary>
internal sealed class MeasuredClock(TimeProvider time, double speed)
{
    /// <summary>Of our time; also bounds what a suspended machine can sleep through.</summary>
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromMinutes(1);

    // However fast a simulated market runs, a network and a machine need their time.
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(5);

    // A reading this far from what our timer says is believed when a second one agrees.
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(1);

    private volatile Measurement? _last;

    private Measurement Last => _last ?? throw new InvalidOperationException("The clock was never measured.");

    public bool IsMeasured => _last is not null;

    public DateTimeOffset Now => Last.ServerTime + (time.GetElapsedTime(Last.Timestamp) * speed);

    /// <param name="read">Asks the exchange what time it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it was set; not by one reading that is far off and that a second one contradicts.</returns>
    /// <exception cref="BinanceException">No answer; the last measurement, if there is one, stays.</exception>
    public async Task<bool> MeasureAsync(Func<CancellationToken, Task<DateTimeOffset>> read, CancellationToken cancellationToken)
    {
        var reading = new Measurement(await read(cancellationToken), time.GetTimestamp());
        if (_last is { } last && !Agree(last, reading))
        {
            var second = new Measurement(await read(cancellationToken), time.GetTimestamp());
            if (!Agree(reading, second))
            {
                return false;
            }

            reading = second;
        }

        _last = reading;
        return true;
    }

    /// <summary>Has the clock measured for as long as it is not cancelled.</summary>
    public async Task KeepMeasuredAsync(Func<CancellationToken, Task> measure, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(MeasureEvery, time, cancellationToken);
            await measure(cancellationToken);
        }
    }

    /// <summary>Waits until the clock shows <paramref name="moment"/>, a minute of our time at most.</summary>
    /// <returns>Whether the moment has come.</returns>
    public async Task<bool> WaitAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var remaining = moment - Now;
        if (remaining <= TimeSpan.Zero)
        {
            return true;
        }

        var wait = remaining / speed;
        await DelayAsync(wait < MeasureEvery ? wait : MeasureEvery, cancellationToken);
        return moment <= Now;
    }

    /// <summary>Waits for so much of the exchange's time.</summary>
    public Task PauseAsync(TimeSpan exchangeTime, CancellationToken cancellationToken) =>
        DelayAsync(exchangeTime / speed, cancellationToken);

    /// <summary>Runs until so much of the exchange's time is over, at least some seconds of ours.</summary>
    /// <exception cref="TimeoutException">It was not done by then, and has been cancelled.</exception>
    public async Task WithinAsync(TimeSpan exchangeTime, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Ours(exchangeTime, ShortestDeadline), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await action(either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The time for it is over.", e);
        }
    }

    /// <summary>A deadline that is yet to be set, for <see cref="Postpone"/>.</summary>
    public CancellationTokenSource Deadline() => new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Sets the deadline to so much of the exchange's time from now.</summary>
    /// <param name="atLeast">Of our time.</param>
    public void Postpone(CancellationTokenSource deadline, TimeSpan exchangeTime, TimeSpan atLeast) =>
        deadline.CancelAfter(Ours(exchangeTime, atLeast));

    private TimeSpan Ours(TimeSpan exchangeTime, TimeSpan atLeast) => exchangeTime / speed > atLeast ? exchangeTime / speed : atLeast;

    private bool Agree(Measurement first, Measurement second)
    {
        var expected = first.ServerTime + (time.GetElapsedTime(first.Timestamp, second.Timestamp) * speed);
        var allowed = ShortestDeadline * speed;
        return (second.ServerTime - expected).Duration() <= (allowed > Jump ? allowed : Jump);
    }

    // A timer counts whole milliseconds; rounding up keeps it from firing early.
    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken);

    private sealed record Measurement(DateTimeOffset ServerTime, long Timestamp);
}
