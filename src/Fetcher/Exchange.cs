using Polly;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// The exchange as all of the fetcher asks it: within its weight, obeying for every call the limit or ban that one of them was
/// told of, and asking again what may yet succeed, until it is cancelled.
/// </summary>
internal sealed class Exchange
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // A watchdog waits for signs of life, however long a ban lasts.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly BinanceClient _client;
    private readonly WeightBudget _budget;
    private readonly MeasuredClock _clock;
    private readonly TimeProvider _time;
    private readonly FetcherMetrics _metrics;
    private readonly ResiliencePipeline _retry;
    private readonly double _speed;

    private readonly Lock _lock = new();
    private long _closedUntil;

    public Exchange(
        BinanceClient client, WeightBudget budget, MeasuredClock clock, TimeProvider time, double speed, JsonLog log, FetcherMetrics metrics)
    {
        (_client, _budget, _clock, _time, _speed, _metrics) = (client, budget, clock, time, speed, metrics);
        _closedUntil = time.GetTimestamp();
        _retry = ExchangeRetry.Build(time, speed, log, metrics);
    }

    /// <summary>One-minute candles that open within [<paramref name="first"/>, <paramref name="last"/>], the oldest first.</summary>
    /// <param name="last">Null for no end.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="urgent">Whether the call may take what is reserved for such.</param>
    /// <exception cref="BinanceException">Asking again does not help.</exception>
    public async Task<Klines> KlinesAsync(
        Symbol symbol, DateTimeOffset first, DateTimeOffset? last, int limit, bool urgent, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            async token =>
            {
                await EnterAsync(WeightBudget.KlinesWeight, urgent, token);
                try
                {
                    var klines = await _client.GetKlinesAsync(symbol, first, last, limit, token);
                    _budget.Announce(_client.UsedWeight, _clock.Now);
                    return klines;
                }
                catch (BinanceException e) when (e.Kind is BinanceErrorKind.RateLimited or BinanceErrorKind.Banned)
                {
                    Close(e);
                    throw;
                }
            },
            cancellationToken);

    /// <summary>Weight used in the running minute.</summary>
    public int UsedWeight => _budget.Used(_clock.Now);

    private async Task EnterAsync(int weight, bool urgent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var closed = ClosedFor();
            if (closed > TimeSpan.Zero)
            {
                await Task.Delay(closed < LongestPause ? closed : LongestPause, _time, cancellationToken);
                _metrics.Beat();
                continue;
            }

            var now = _clock.Now;
            if (urgent ? _budget.TryTake(weight, now) : _budget.TryTakeSpare(weight, now))
            {
                return;
            }

            await _clock.PauseAsync(Minute - TimeSpan.FromTicks(now.UtcTicks % Minute.Ticks), cancellationToken);
            _metrics.Beat();
        }
    }

    private void Close(BinanceException e)
    {
        var wait = ExchangeRetry.RetryAfter(e) / _speed;
        var until = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        lock (_lock)
        {
            _closedUntil = Math.Max(_closedUntil, until);
        }
    }

    private TimeSpan ClosedFor()
    {
        lock (_lock)
        {
            return _time.GetElapsedTime(_time.GetTimestamp(), _closedUntil);
        }
    }
}
