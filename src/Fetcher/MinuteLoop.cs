using Polly;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>Minute after minute, in order: waits for its end, fetches it, spools it. Late, it does not wait.</summary>
internal sealed class MinuteLoop(
    FetcherSettings settings,
    MeasuredClock clock,
    ResiliencePipeline patience,
    MinuteFetcher fetcher,
    Spool spool,
    Uploader uploader,
    JsonLog log)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <exception cref="BinanceException">The exchange does not serve this location.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await patience.ExecuteAsync(async token => await clock.MeasureAsync(token), cancellationToken);
        var now = clock.Now;
        var first = settings.FirstMinute ?? now.AddTicks(-(now.UtcTicks % Minute.Ticks));
        log.Info("started", ("first_minute", first), ("exchange_time", now), ("exchange", settings.ExchangeUrl));

        for (var i = 0; settings.Minutes is not { } count || i < count; i++)
        {
            await FetchAsync(first + (i * Minute), cancellationToken);
        }
    }

    private async Task FetchAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        do
        {
            await KeepMeasuredAsync(cancellationToken);
        }
        while (!await clock.WaitAsync(minute + Minute + settings.Grace, cancellationToken));

        if (await fetcher.FetchAsync(minute, cancellationToken) is not { } fetched)
        {
            log.Error("minute skipped, the exchange has no candle of it", ("minute", minute));
            return;
        }

        // What was fetched is not dropped for a signal; it is a matter of milliseconds.
        uploader.Add(await spool.WriteAsync(fetched));
        log.Info(
            "minute spooled",
            ("minute", minute), ("rows", fetched.Candles.Count), ("missing", fetched.Missing.Count));
    }

    private async Task KeepMeasuredAsync(CancellationToken cancellationToken)
    {
        if (!clock.NeedsMeasuring)
        {
            return;
        }

        try
        {
            await clock.MeasureAsync(cancellationToken);
        }
        catch (BinanceException e) when (e.Kind is not BinanceErrorKind.RestrictedLocation)
        {
            log.Warning("the exchange's clock could not be read, the last reading stays", ("error", e.Message));
        }
    }
}
