using Amazon.S3;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

internal static class FetcherRun
{
    /// <summary>Fetches and uploads until the settings' last minute is in S3, or until it is cancelled.</summary>
    /// <exception cref="BinanceException">The exchange does not serve this location.</exception>
    /// <exception cref="IOException">The spool cannot be written.</exception>
    public static async Task RunAsync(
        FetcherSettings settings,
        HttpClient http,
        IAmazonS3 s3,
        TimeProvider time,
        JsonLog log,
        CancellationToken cancellationToken)
    {
        var exchange = new BinanceClient(http);
        var clock = new MeasuredClock(exchange, time, settings.ClockSpeed);
        var patience = ExchangeRetry.Build(ExchangeRetry.Endless, time, settings.ClockSpeed, log);
        var retry = ExchangeRetry.Build(ExchangeRetry.AboutAMinute, time, settings.ClockSpeed, log);
        var fetcher = new MinuteFetcher(exchange, clock, retry, settings.Symbols, log);
        var spool = new Spool(settings.SpoolFolder);
        var uploader = new Uploader(s3, settings.Bucket, time, log);
        var loop = new MinuteLoop(settings, clock, patience, fetcher, spool, uploader, log);

        spool.Open();
        foreach (var leftover in spool.List())
        {
            uploader.Add(leftover);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var uploads = uploader.RunAsync(stop.Token);
        var minutes = RunLoopAsync(loop, uploader, stop.Token);

        // One that fails takes the other along; both end before this does, so no write is cut off.
        await Task.WhenAny(minutes, uploads);
        if (minutes.IsFaulted || uploads.IsFaulted)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(minutes, uploads);
    }

    private static async Task RunLoopAsync(MinuteLoop loop, Uploader uploader, CancellationToken cancellationToken)
    {
        try
        {
            await loop.RunAsync(cancellationToken);
        }
        catch (BinanceException e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }

        uploader.Complete();
    }
}
