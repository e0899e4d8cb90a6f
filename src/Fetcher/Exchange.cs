using Polly;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// The one way to the exchange: within its weight, and obeying for every call the limit or ban that one of them was told of.
/// Whoever waits here shows signs of life.
/// </summary>
internal sealed class Exchange
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // A watchdog waits for signs of life, however long a ban lasts.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Of our time: a live minute has no more for one answer.
    private static readonly TimeSpan LiveAnswer = TimeSpan.FromSeconds(3);

    private readonly BinanceClient _client;
    private readonly WeightBudget _budget = new(WeightBudget.UsualLimit);
    private readonly MeasuredClock _clock;
    private readonly TimeProvider _time;
    private readonly JsonLog _log;
    private readonly FetcherMetrics _metrics;
    private readonly ResiliencePipeline _untilAnswered;
    private readonly ResiliencePipeline _untilAnsweredOrRejected;
    private readonly double _speed;

    private readonly Lock _lock = new();
    private long _closedUntil;

    public Exchange(BinanceClient client, MeasuredClock clock, TimeProvider time, double speed, JsonLog log, FetcherMetrics metrics)
    {
        (_client, _clock, _time, _speed, _log, _metrics) = (client, clock, time, speed, log, metrics);
        _closedUntil = time.GetTimestamp();
        _untilAnswered = ExchangeRetry.Build(time, speed, isFinal: _ => false, log, metrics);
        _untilAnsweredOrRejected = ExchangeRetry.Build(
            time, speed, isFinal: e => e.Kind is BinanceErrorKind.UnknownSymbol or BinanceErrorKind.Rejected, log, metrics);
    }

    /// <summary>Weight used in the running minute.</summary>
    public int UsedWeight => _budget.Used(_clock.Now);

    /// <summary>Sets the clock, asking until the exchange answers.</summary>
    public async Task MeasureClockAsync(CancellationToken cancellationToken)
    {
        if (!await _clock.MeasureAsync(ReadAsync, cancellationToken))
        {
            _log.Warning("the exchange's clock contradicts itself, the last reading stays");
        }

        async Task<DateTimeOffset> ReadAsync(CancellationToken token) => await _untilAnswered.ExecuteAsync(
            async once => await AskAsync(WeightBudget.TimeWeight, urgent: true, _client.GetServerTimeAsync, once), token);
    }

    /// <summary>What is listed, asking until the exchange answers.</summary>
    public async Task<ExchangeInfo> InfoAsync(CancellationToken cancellationToken) => await _untilAnswered.ExecuteAsync(
        async token => await AskAsync(WeightBudget.ExchangeInfoWeight, urgent: true, _client.GetExchangeInfoAsync, token),
        cancellationToken);

    /// <summary>
    /// One-minute candles that open at <paramref name="first"/> or later, the oldest first; asks until the exchange answers, with
    /// weight that the live minutes do not need.
    /// </summary>
    /// <param name="limit">How many at most.</param>
    /// <exception cref="BinanceException">Asking again does not help.</exception>
    public async Task<Klines> KlinesAsync(Symbol symbol, DateTimeOffset first, int limit, CancellationToken cancellationToken) =>
        await _untilAnsweredOrRejected.ExecuteAsync(
            async token => await AskAsync(
                WeightBudget.KlinesWeight, urgent: false, once => _client.GetKlinesAsync(symbol, first, end: null, limit, once), token),
            cancellationToken);

    /// <summary>The candle of one minute, asked for once.</summary>
    /// <exception cref="BinanceException">No answer, within seconds, or a refusal.</exception>
    public async Task<Klines> KlineAsync(Symbol symbol, DateTimeOffset minute, CancellationToken cancellationToken) =>
        await AskAsync(
            WeightBudget.KlinesWeight,
            urgent: true,
            token => WithinSecondsAsync(once => _client.GetKlinesAsync(symbol, minute, minute + Minute, limit: 1, once), token),
            cancellationToken);

    /// <summary>What the exchange announced.</summary>
    /// <param name="reserved">Of it, for the live minutes.</param>
    public void Allow(int weightLimit, int reserved) => _budget.Set(weightLimit, reserved);

    private async Task<T> AskAsync<T>(int weight, bool urgent, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        await EnterAsync(weight, urgent, cancellationToken);
        try
        {
            return await ask(cancellationToken);
        }
        catch (BinanceException e) when (ExchangeRetry.IsRefusal(e))
        {
            Close(e);
            throw;
        }
        finally
        {
            if (_clock.IsMeasured)
            {
                _budget.Announce(_client.UsedWeight, _clock.Now);
            }
        }
    }

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

            // The first question of all is what time it is; there is no minute to count it in.
            if (!_clock.IsMeasured)
            {
                return;
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

    private async Task<T> WithinSecondsAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LiveAnswer, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BinanceException(BinanceErrorKind.Unreachable, $"no answer within {LiveAnswer.TotalSeconds:0} s", e);
        }
    }

    private void Close(BinanceException e)
    {
        var wait = ExchangeRetry.RetryAfter(e) / _speed;
        var now = _time.GetTimestamp();
        bool wasOpen;
        lock (_lock)
        {
            wasOpen = _closedUntil <= now;
            _closedUntil = Math.Max(_closedUntil, now + (long)(wait.TotalSeconds * _time.TimestampFrequency));
        }

        if (wasOpen && e.Kind is BinanceErrorKind.RestrictedLocation)
        {
            _log.Error("the exchange refuses this location, it is asked again in a minute", ("error", e.Message));
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
