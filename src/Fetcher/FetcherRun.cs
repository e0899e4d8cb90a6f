using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.S3;
using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Fetcher;

/// <summary>What the fetcher works with.</summary>
/// <param name="DynamoDb">Needed where the settings ask for repairs.</param>
internal sealed record FetcherTools(
    HttpClient Http, IAmazonS3 S3, IAmazonDynamoDB DynamoDb, TimeProvider Time, JsonLog Log, FetcherMetrics Metrics);

/// <summary>One run of the fetcher, put together.</summary>
internal sealed class FetcherRun(FetcherSettings settings, FetcherTools tools)
{
    private readonly BinanceClient _client = new(tools.Http);
    private readonly BucketFiles _files = new(tools.S3, settings.Bucket);
    private readonly CoverageLedger? _ledger =
        settings.Repair is { } repair ? new CoverageLedger(tools.DynamoDb, repair.StateTable, settings.Bucket) : null;

    private readonly Pending _pending = new();

    /// <summary>Fetches and uploads until the settings' last minute is in S3, or until it is cancelled.</summary>
    /// <exception cref="IOException">The spool cannot be opened, or, where gaps are not closed, written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var spool = new Spool(settings.SpoolFolder, settings.SpoolBytes);
        spool.Open();
        var record = new CoverageRecord(_ledger, _files, _pending, tools.Time, tools.Log);
        var minutes = new Uploader(tools.S3, settings.Bucket, spool, record, tools.Time, tools.Log);
        var repairs = new Uploader(tools.S3, settings.Bucket, spool, record, tools.Time, tools.Log);
        var proven = TakeUp(spool, minutes, repairs);

        // All end before this does, so no write is cut off.
        await Together.RunAsync(
            cancellationToken,
            token => UploadAsync(minutes, repairs, record, token),
            record.RunAsync,
            token => FetchAsync(spool, record, minutes, repairs, proven, token));
    }

    private static async Task UploadAsync(Uploader minutes, Uploader repairs, CoverageRecord record, CancellationToken cancellationToken)
    {
        await Together.RunAsync(cancellationToken, minutes.RunAsync, repairs.RunAsync);
        record.Complete();
    }

    /// <summary>What an earlier run left goes first. It is no gap, and it proves what is expected.</summary>
    /// <returns>The first minute of each symbol that the spool has a file of, the oldest first.</returns>
    private List<(DateTimeOffset Minute, Symbol[] Symbols)> TakeUp(Spool spool, Uploader minutes, Uploader repairs)
    {
        var known = new HashSet<Symbol>();
        var proven = new List<(DateTimeOffset Minute, Symbol[] Symbols)>();
        foreach (var path in spool.List())
        {
            try
            {
                var header = Spool.ReadHeader(path);
                if (MinuteFileKey.TryParse(header.Key, out var minute))
                {
                    _pending.Add(minute);
                    Symbol[] first = [.. (header.Held ?? []).Concat(header.Missing ?? []).Select(Symbol.Parse).Where(known.Add)];
                    if (first.Length > 0)
                    {
                        proven.Add((minute, first));
                    }
                }
                else if (FileFacts.TryParse(header.Key, out var symbol, out var from, out var to))
                {
                    var (start, end) = (DayCoverage.MinuteOf(from), DayCoverage.MinuteOf(to));
                    _pending.Add(new RepairFacts(
                        header.Key, symbol, DayCoverage.DayOf(from), [.. Enumerable.Range(start, end - start + 1)]));
                }
            }
            catch (Exception e) when (e is JsonException or FormatException or IOException)
            {
                // The uploader sets it aside, and says so.
            }

            (Spool.IsRepair(path) ? repairs : minutes).Add(path);
        }

        return proven;
    }

    private async Task FetchAsync(
        Spool spool,
        CoverageRecord record,
        Uploader minutes,
        Uploader repairs,
        IReadOnlyList<(DateTimeOffset Minute, Symbol[] Symbols)> proven,
        CancellationToken cancellationToken)
    {
        var clock = new MeasuredClock(tools.Time, settings.ClockSpeed);
        var exchange = new Exchange(_client, clock, tools.Time, settings.ClockSpeed, tools.Log, tools.Metrics);
        var listing = new Listing(settings.Symbols, exchange, clock, tools.Metrics, tools.Log);
        try
        {
            await exchange.MeasureClockAsync(cancellationToken);
            await Together.WhileAsync(
                token => FetchAsync(new FetcherExchange(exchange, clock, listing), spool, record, minutes, repairs, proven, token),
                [token => clock.KeepMeasuredAsync(exchange.MeasureClockAsync, token), listing.RunAsync],
                cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end: a client may call it a timeout.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task FetchAsync(
        FetcherExchange exchange,
        Spool spool,
        CoverageRecord record,
        Uploader minutes,
        Uploader repairs,
        IReadOnlyList<(DateTimeOffset Minute, Symbol[] Symbols)> proven,
        CancellationToken cancellationToken)
    {
        var now = exchange.Clock.Now;
        var first = settings.FirstMinute ?? now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
        await exchange.Listing.FirstLookAsync(cancellationToken);
        var repair = Repair(exchange, spool, record, repairs, proven, first);
        var loop = new MinuteLoop(settings, first, exchange, spool, minutes, _pending, repair, tools);
        _pending.Expect(first);
        await Together.RunAsync(
            cancellationToken,
            token => RunLoopAsync(loop, minutes, repair, token),
            token => repair?.RunAsync(token) ?? Task.CompletedTask);
        repairs.Complete();
    }

    /// <returns>Null where gaps are not closed.</returns>
    private GapRepair? Repair(
        FetcherExchange exchange,
        Spool spool,
        CoverageRecord record,
        Uploader uploader,
        IReadOnlyList<(DateTimeOffset Minute, Symbol[] Symbols)> proven,
        DateTimeOffset first)
    {
        if (settings.Repair is not { } wanted || _ledger is null)
        {
            return null;
        }

        var search = new BucketSearch(_files, _ledger, exchange.Clock, tools.Log);
        var repair = new GapRepair(
            new GapRepairContext(_ledger, search, exchange.Listing, first, proven, wanted.Days, _pending),
            exchange.Exchange,
            exchange.Clock,
            spool,
            uploader,
            tools.Metrics,
            tools.Log);
        record.OnLess = searched =>
        {
            if (searched)
            {
                search.Again();
            }

            repair.Wake();
        };
        return repair;
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
