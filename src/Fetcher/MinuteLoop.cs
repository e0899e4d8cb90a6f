using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// Minute after minute: waits for its end, fetches it, spools it. Where gaps are closed, the newest minute comes first: what
/// the exchange does not answer in time, and what is over before its turn, is left to the repair. Where they are not, each
/// minute is fetched in order, however late it is.
/// </summary>
internal sealed class MinuteLoop(
    FetcherSettings settings,
    DateTimeOffset first,
    FetcherExchange exchange,
    Spool spool,
    Uploader uploader,
    Pending pending,
    GapRepair? repair,
    FetcherTools tools)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Of the exchange's time: with this the next minute finds the way free.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    // A fast market's minutes are short; a machine that is late by less than this in our time has not been away.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    private readonly MeasuredClock _clock = exchange.Clock;
    private readonly FetcherMetrics _metrics = tools.Metrics;
    private readonly JsonLog _log = tools.Log;
    private readonly MinuteFetcher _fetcher = new(exchange.Exchange, exchange.Clock, tools.Metrics, tools.Log);

    private IReadOnlyList<Symbol> _expected = exchange.Listing.Trading;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _log.Info("started", ("first_minute", first), ("exchange_time", _clock.Now), ("exchange", settings.ExchangeUrl));
        var end = settings.Minutes is { } count ? first + (count * Minute) : DateTimeOffset.MaxValue;
        for (var minute = first; minute < end; minute += Minute)
        {
            minute = await WaitAsync(minute, end, cancellationToken);
            if (minute < end)
            {
                await FetchAsync(minute, cancellationToken);
                _metrics.Say(_clock.Now - (minute + Minute), exchange.Exchange.UsedWeight, pending.Count);
            }
        }
    }

    /// <returns>The minute to fetch: the one given, or a later one where that is over long since.</returns>
    private async Task<DateTimeOffset> WaitAsync(DateTimeOffset minute, DateTimeOffset end, CancellationToken cancellationToken)
    {
        do
        {
            _metrics.Beat();
        }
        while (!await _clock.WaitAsync(minute + Minute + settings.Grace, cancellationToken));

        var behind = _clock.Now - (minute + Minute);
        if (repair is null || behind < 2 * Minute || behind / settings.ClockSpeed < Late)
        {
            return minute;
        }

        var newest = _clock.Now - Minute;
        newest = newest.AddTicks(-(newest.UtcTicks % Minute.Ticks));
        newest = newest < end ? newest : end;
        pending.Expect(newest);
        Skip(minute, (int)(newest - minute).TotalMinutes, "they are over");
        return newest;
    }

    private async Task FetchAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        // Until it is in the ledger, or given up, it is no gap.
        pending.Add(minute);
        pending.Expect(minute + Minute);
        if (exchange.Listing.Trading.Count == 0)
        {
            // The listing has said so, once.
            pending.Remove(minute);
            _metrics.MinutesSkipped(1);
            return;
        }

        if (!ReferenceEquals(exchange.Listing.Trading, _expected))
        {
            // Those that joined may have traded for a while.
            _expected = exchange.Listing.Trading;
            repair?.Wake();
        }

        var started = tools.Time.GetTimestamp();
        var fetched = await FetchPatientlyAsync(minute, cancellationToken);
        if (fetched.Candles.Count > 0 && await SpoolAsync(fetched))
        {
            _metrics.MinuteFetched(fetched.Missing.Count);
            _log.Info(
                "minute spooled",
                (LogField.Stage, LogStage.Fetched),
                (LogField.File, fetched.Key),
                ("minute", minute),
                (LogField.Rows, fetched.Candles.Count),
                ("missing", fetched.Missing.Count),
                ("milliseconds", (int)tools.Time.GetElapsedTime(started).TotalMilliseconds));
            if (fetched.Missing.Count > 0)
            {
                exchange.Listing.Doubt();
                repair?.Wake();
            }

            return;
        }

        exchange.Listing.Doubt();
        pending.Remove(minute);
        Skip(
            minute,
            1,
            fetched.Candles.Count > 0 ? "the spool does not take it"
            : fetched.Unanswered ? "the exchange did not answer for it"
            : "the exchange has no candle of it");
    }

    private async Task<FetchedMinute> FetchPatientlyAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A minute that is long over is not waited for longer than one that is just over.
            var over = _clock.Now - (minute + Minute);
            var fetched = await _fetcher.FetchAsync(
                exchange.Listing.Trading,
                minute,
                repair is null || over > Minute ? Minute : Patience - over,
                leavesLate: repair is not null,
                cancellationToken);
            if (repair is not null || fetched.Candles.Count > 0 || !fetched.Unanswered)
            {
                return fetched;
            }

            _log.Error("the exchange does not answer, the minute is fetched again", ("minute", minute));
        }
    }

    /// <returns>Whether it is on the disk.</returns>
    private async Task<bool> SpoolAsync(FetchedMinute fetched)
    {
        // What was fetched is not dropped for a signal; it is a matter of milliseconds.
        try
        {
            if (await spool.WriteAsync(fetched) is { } path)
            {
                uploader.Add(path);
                return true;
            }
        }
        catch (IOException e) when (repair is not null)
        {
            _log.Error("the spool cannot be written", ("minute", fetched.Minute), ("error", e.Message));
        }

        return false;
    }

    private void Skip(DateTimeOffset minute, int count, string reason)
    {
        _metrics.MinutesSkipped(count);
        _log.Error(
            repair is null ? "minute skipped" : "minutes left to the repair",
            ("minute", minute), ("count", count), ("reason", reason));
        repair?.Wake();
    }
}
