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
    /// <exception cref="BinanceException">The exchange does not serve this location.</exception>
    /// <exception cref="ListingException">The exchange does not have what is asked for, or not within its limits.</exception>
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
        try
        {
            var clock = new MeasuredClock(_client, tools.Time, settings.ClockSpeed);
            var patience = ExchangeRetry.Build(tools.Time, settings.ClockSpeed, tools.Log, tools.Metrics);
            await patience.ExecuteAsync(async token => await clock.MeasureAsync(token), cancellationToken);
            var info = await patience.ExecuteAsync(
                async token => await _client.GetExchangeInfoAsync(token), cancellationToken);
            var symbols = Listing.Choose(info, settings.Symbols, tools.Log);
            var budget = Listing.Budget(info, symbols.Count);
            budget.Announce(_client.UsedWeight, clock.Now);
            var exchange = new Exchange(_client, budget, clock, tools.Time, settings.ClockSpeed, tools.Log, tools.Metrics);

            var now = clock.Now;
            var first = settings.FirstMinute ?? now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
            var repair = settings.Repair is { } wanted && _ledger is not null
                ? new GapRepair(
                    new GapRepairContext(_ledger, symbols, first, wanted.Days, _pending), exchange, clock, spool, repairs, tools.Metrics, tools.Log)
                : null;
            var loop = new MinuteLoop(
                settings,
                first,
                clock,
                exchange,
                new MinuteFetcher(exchange, clock, symbols, tools.Log),
                spool,
                minutes,
                _pending,
                repair,
                tools.Metrics,
                tools.Time,
                tools.Log);
            _pending.Expect(first);
            await Together.RunAsync(
                cancellationToken,
                token => RunLoopAsync(loop, minutes, repair, token),
                token => repair?.RunAsync(token) ?? Task.CompletedTask);
            repairs.Complete();
        }
        catch (BinanceException e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private static async Task RunLoopAsync(MinuteLoop loop, Uploader minutes, GapRepair? repair, CancellationToken cancellationToken)
    {
        await loop.RunAsync(cancellationToken);
        minutes.Complete();
        repair?.Finish();
    }
}
