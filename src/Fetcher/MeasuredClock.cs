using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// The exchange's clock as seen from here: measured, then advanced by our own timer times its speed. A reading counts
/// from when it arrives, so the clock lags by the time of the way back, and never runs ahead: no candle is asked for
/// early.
/// </summary>
internal sealed class MeasuredClock(BinanceClient exchange, TimeProvider time, double speed)
{
    /// <summary>Of our time; also bounds what a suspended machine can sleep through.</summary>
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromMinutes(1);

    // However fast a simulated market runs, a network and a machine need their time.
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(5);

    private volatile Measurement? _last;

    private Measurement Last => _last ?? throw new InvalidOperationException("The clock was never measured.");

    public DateTimeOffset Now => Last.ServerTime + (time.GetElapsedTime(Last.Timestamp) * speed);

    public bool NeedsMeasuring => time.GetElapsedTime(Last.Timestamp) >= MeasureEvery;

    /// <exception cref="BinanceException">No answer; the last measurement, if there is one, stays.</exception>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var serverTime = await exchange.GetServerTimeAsync(cancellationToken);
        _last = new Measurement(serverTime, time.GetTimestamp());
    }

    /// <summary>Waits until the clock shows <paramref name="moment"/>, or needs measuring before that.</summary>
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
        var limit = exchangeTime / speed;
        using var timeout = new CancellationTokenSource(limit > ShortestDeadline ? limit : ShortestDeadline, time);
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

    // A timer counts whole milliseconds; rounding up keeps it from firing early.
    private Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken);

    private sealed record Measurement(DateTimeOffset ServerTime, long Timestamp);
}
