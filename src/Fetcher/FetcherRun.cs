using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.S3;
using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>What the fetcher works with.</summary>
/// <param name="DynamoDb">Needed where the settings ask for repairs.</param>
internal sealed record FetcherTools(
    HttpClient Http, IAmazonS3 S3, IAmazonDynamoDB DynamoDb, TimeProvider Time, JsonLog Log, FetcherMetrics Metrics);

/// <summary>One run of the fetcher, put together.</summary>
internal sealed class FetcherRun(FetcherSettings settings, FetcherTools tools)
{
    private readonly BinanceClient _client = new(tools.Http);
    private readonly CoverageLedger? _ledger =
        settings.Repair is { } repair ? new CoverageLedger(tools.DynamoDb, repair.StateTable) : null;

    private readonly Pending _pending = new();

    /// <summary>Fetches and uploads until the settings' last minute is in S3, or until it is cancelled.</summary>
    /// <exception cref="IOException">The spool cannot be opened, or, where gaps are not closed, written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var spool = new Spool(settings.SpoolFolder, settings.SpoolBytes);
        spool.Open();
        var record = new CoverageRecord(_ledger, _pending);
        var minutes = new Uploader(tools.S3, settings.Bucket, spool, record, tools.Time, tools.Log);
        var repairs = new Uploader(tools.S3, settings.Bucket, spool, record, tools.Time, tools.Log);
        await TakeUpAsync(spool, record, minutes, repairs, cancellationToken);

        // All end before this does, so no write is cut off.
        await Together.RunAsync(
            cancellationToken, minutes.RunAsync, repairs.RunAsync, token => FetchAsync(spool, minutes, repairs, token));
    }

    /// <summary>What an earlier run left goes first.</summary>
    private static async Task TakeUpAsync(
        Spool spool, CoverageRecord record, Uploader minutes, Uploader repairs, CancellationToken cancellationToken)
    {
        foreach (var path in spool.List())
        {
            try
            {
                var (header, content) = await Spool.ReadAsync(path, cancellationToken);
                await record.SpooledAsync(header, content);
            }
            catch (JsonException)
            {
                // The uploader sets it aside, and says so.
            }

            (Spool.IsRepair(path) ? repairs : minutes).Add(path);
        }
    }

    private async Task FetchAsync(Spool spool, Uploader minutes, Uploader repairs, CancellationToken cancellationToken)
    {
        var clock = new MeasuredClock(tools.Time, settings.ClockSpeed);
        var exchange = new Exchange(_client, clock, tools.Time, settings.ClockSpeed, tools.Log, tools.Metrics);
        var listing = new Listing(settings.Symbols, exchange, clock, tools.Metrics, tools.Log);
        try
        {
            await exchange.MeasureClockAsync(cancellationToken);
            await Together.WhileAsync(
                token => FetchAsync(new FetcherExchange(exchange, clock, listing), spool, minutes, repairs, token),
                [token => clock.KeepMeasuredAsync(exchange.MeasureClockAsync, token), listing.RunAsync],
                cancellationToken);
        }
        catch (BinanceException e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task FetchAsync(FetcherExchange exchange, Spool spool, Uploader minutes, Uploader repairs, CancellationToken cancellationToken)
    {
        var now = exchange.Clock.Now;
        var first = settings.FirstMinute ?? now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
        await exchange.Listing.FirstLookAsync(cancellationToken);
        var repair = settings.Repair is { } wanted && _ledger is not null
            ? new GapRepair(
                new GapRepairContext(_ledger, exchange.Listing, first, wanted.Days, _pending),
                exchange.Exchange, exchange.Clock, spool, repairs, tools.Metrics, tools.Log)
            : null;
        var loop = new MinuteLoop(settings, first, exchange, spool, minutes, _pending, repair, tools);
        _pending.Expect(first);
        await Together.RunAsync(
            cancellationToken,
            token => RunLoopAsync(loop, minutes, repair, token),
            token => repair?.RunAsync(token) ?? Task.CompletedTask);
        repairs.Complete();
    }

    private static async Task RunLoopAsync(MinuteLoop loop, Uploader minutes, GapRepair? repair, CancellationToken cancellationToken)
    {
        await loop.RunAsync(cancellationToken);
        minutes.Complete();
        repair?.Finish();
    }
}

/// <summary>The exchange, what time it is there, and what it trades.</summary>
internal sealed record FetcherExchange(Exchange Exchange, MeasuredClock Clock, Listing Listing);
