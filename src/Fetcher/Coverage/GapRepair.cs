using System.Threading.Channels;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// Compares what is there with what is expected, at the start, every hour and whenever a minute was not had, and fetches what
/// is missing from the exchange's history, the oldest first, with weight that the live minutes do not need.
/// </summary>
internal sealed class GapRepair(
    GapRepairContext context, Exchange exchange, MeasuredClock clock, Spool spool, Uploader uploader, FetcherMetrics metrics, JsonLog log)
{
    private const int Parallelism = 4;

    // One more is asked for: a candle after the gap proves that what the answer lacks is not to be had.
    private const int MinutesPerCall = BinanceClient.MaxKlines - 1;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // All in the exchange's time.
    private static readonly TimeSpan RoundEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RoundAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LatestCandle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CallPatience = TimeSpan.FromMinutes(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<Symbol, DateTimeOffset> _since = [];
    private DateTimeOffset? _restingAsked;
    private volatile bool _finishing;

    /// <summary>There may be a gap: no need to wait for the hour.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>No minute is fetched live any more: the run ends when there is no gap left.</summary>
    public void Finish()
    {
        _finishing = true;
        Wake();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var finishing = _finishing;
            var left = await TryRoundAsync(cancellationToken);
            if (left == 0 && finishing && context.Pending.IsEmpty)
            {
                return;
            }

            await WaitAsync(left > 0 || finishing ? RoundAgain : RoundEvery, cancellationToken);
        }
    }

    private async Task WaitAsync(TimeSpan exchangeTime, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = clock.PauseAsync(exchangeTime, woken.Token);
        var wake = _wake.Reader.ReadAsync(woken.Token).AsTask();
        await Task.WhenAny(pause, wake);
        await woken.CancelAsync();
        await Task.WhenAny(Task.WhenAll(pause, wake));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <returns>How many minutes of symbols are still missing that may yet be had.</returns>
    private async Task<int> TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RoundAsync(cancellationToken);
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonServiceException or HttpRequestException or IOException)
        {
            log.Warning("gaps could not be looked for, trying again", ("error", e.Message));
            return 1;
        }
    }

    private async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        var gaps = await FindAsync(cancellationToken);
        var trading = context.Listing.Trading.ToHashSet();
        metrics.GapsOpen(gaps.Where(gap => trading.Contains(gap.Symbol)).Sum(gap => gap.Minutes));
        var left = 0;
        await Parallel.ForEachAsync(
            gaps.SelectMany(Pieces),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (gap, token) =>
            {
                var open = await CloseAsync(gap, token);
                // What a symbol lacks while it does not trade is no gap yet: the candle after it will tell.
                Interlocked.Add(ref left, trading.Contains(gap.Symbol) ? open : 0);
            });
        if (gaps.Count > 0)
        {
            metrics.GapsOpen(left);
            log.Info("gaps closed", ("candles", gaps.Sum(gap => gap.Minutes) - left), ("left", left));
        }

        return left;
    }

    /// <summary>The oldest first.</summary>
    private async Task<List<Gap>> FindAsync(CancellationToken cancellationToken)
    {
        var pending = context.Pending.Snapshot();
        var before = pending.Next;
        var symbols = Symbols();
        // Not before the first round: the live minutes do not wait for DynamoDB. A symbol that joins later is expected from then on.
        Symbol[] joining = [.. context.Listing.Trading.Where(symbol => !_since.ContainsKey(symbol))];
        if (joining.Length > 0)
        {
            var since = await context.Ledger.ExpectAsync(joining, _since.Count == 0 ? context.First : before, cancellationToken);
            foreach (var (symbol, minute) in since)
            {
                _since[symbol] = minute;
            }
        }

        if (_since.Count == 0)
        {
            return [];
        }

        var from = before - TimeSpan.FromDays(context.Days);
        var oldest = _since.Values.Min();
        from = from > oldest ? from : oldest;
        if (from >= before)
        {
            return [];
        }

        var first = DateOnly.FromDateTime(from.UtcDateTime);
        var count = DateOnly.FromDateTime(before.UtcDateTime).DayNumber - first.DayNumber + 1;
        DateOnly[] days = [.. Enumerable.Range(0, count).Select(first.AddDays)];
        var coverage = await context.Ledger.ReadAsync(days, [.. _since.Keys], cancellationToken);
        foreach (var day in coverage)
        {
            day.AddComplete(pending.Minutes.Where(minute => IsOf(day, minute)).Select(MinuteOfDay));
            foreach (var candle in pending.Candles.Where(candle => IsOf(day, candle.Minute)))
            {
                day.AddSettled(candle.Symbol, [MinuteOfDay(candle.Minute)]);
            }
        }

        return
        [
            .. coverage
                .SelectMany(day => _since.Where(symbol => symbols.Contains(symbol.Key)).SelectMany(symbol => day.Gaps(
                    symbol.Key, symbol.Value > from ? symbol.Value : from, before)))
                .OrderBy(gap => gap.First),
        ];
    }

    /// <summary>
    /// Those that trade; and, once an hour, those that are listed and rest, for what was not had before they did.
    /// </summary>
    private HashSet<Symbol> Symbols()
    {
        if (_restingAsked is { } last && clock.Now - last < RoundEvery)
        {
            return [.. context.Listing.Trading];
        }

        _restingAsked = clock.Now;
        return [.. context.Listing.Listed];
    }

    private static IEnumerable<Gap> Pieces(Gap gap)
    {
        for (var first = gap.First; first <= gap.Last; first += MinutesPerCall * Minute)
        {
            var last = first + ((MinutesPerCall - 1) * Minute);
            yield return gap with { First = first, Last = last < gap.Last ? last : gap.Last };
        }
    }

    /// <returns>How many of its minutes are still missing.</returns>
    private async Task<int> CloseAsync(Gap gap, CancellationToken cancellationToken)
    {
        try
        {
            var asked = clock.Now;
            var answer = new Klines([], []);
            await clock.WithinAsync(
                CallPatience,
                async token => answer = await exchange.KlinesAsync(gap.Symbol, gap.First, gap.Minutes + 1, token),
                cancellationToken);
            return await TakeAsync(gap, answer, asked, cancellationToken);
        }
        catch (TimeoutException)
        {
            return gap.Minutes;
        }
        catch (BinanceException e)
        {
            // Not the exchange's last word: the symbol may be listed again. The next hour asks again.
            log.Warning("gap left open", ("symbol", gap.Symbol), ("first", gap.First), ("last", gap.Last), ("error", e.Message));
            return 0;
        }
    }

    private async Task<int> TakeAsync(
        Gap gap, Klines answer, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        List<Candle> candles =
        [
            .. answer.Candles
                .Where(candle => candle.OpenTime >= gap.First && candle.OpenTime <= gap.Last && candle.CloseTime < asked)
                .Where(candle => candle.OpenTime.UtcTicks % Minute.Ticks == 0 && CandleRules.Check(candle) is null)
                .DistinctBy(candle => candle.OpenTime)
                .OrderBy(candle => candle.OpenTime),
        ];
        if (candles.Count > 0 && !await KeepAsync(new RepairedGap(gap.Symbol, candles, clock.Now)))
        {
            return gap.Minutes;
        }

        var had = candles.Select(candle => candle.OpenTime).ToHashSet();
        List<DateTimeOffset> lacking =
            [.. Enumerable.Range(0, gap.Minutes).Select(i => gap.First + (i * Minute)).Where(minute => !had.Contains(minute))];
        var unusable = Unusable(answer);
        var proven = asked - gap.Last > LatestCandle && answer.Candles.Any(candle => candle.OpenTime > gap.Last && CandleRules.Check(candle) is null)
            && !unusable.ContainsKey(default);
        List<DateTimeOffset> holes = proven ? [.. lacking.Where(minute => !unusable.ContainsKey(minute))] : [];
        foreach (var minute in lacking.Where(unusable.ContainsKey))
        {
            log.Warning(
                "the exchange's candle cannot be used, the gap stays open",
                ("symbol", gap.Symbol), ("minute", minute), ("error", unusable[minute]));
        }

        if (holes.Count > 0)
        {
            await context.Ledger.AddHolesAsync(gap.Symbol, holes, cancellationToken);
            log.Warning("the exchange itself has no candle", ("symbol", gap.Symbol), ("first", holes[0]), ("minutes", holes.Count));
        }

        return lacking.Count - holes.Count;
    }

    /// <summary>Why candles of the answer are none, by their minute; those whose minute is not known under the default.</summary>
    private static Dictionary<DateTimeOffset, string> Unusable(Klines answer)
    {
        var unusable = new Dictionary<DateTimeOffset, string>();
        foreach (var kline in answer.Malformed)
        {
            unusable[MinuteOf(kline.OpenTime ?? default)] = kline.Problem;
        }

        foreach (var candle in answer.Candles)
        {
            if (CandleRules.Check(candle) is { } violation)
            {
                unusable[MinuteOf(candle.OpenTime)] = violation.Message;
            }
        }

        return unusable;
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % Minute.Ticks));

    private async Task<bool> KeepAsync(RepairedGap gap)
    {
        context.Pending.Add(gap.Symbol, gap.Candles.Select(candle => candle.OpenTime));
        try
        {
            if (await spool.WriteAsync(gap) is { } path)
            {
                uploader.Add(path);
                metrics.Repaired(gap.Candles.Count);
                log.Info(
                    "gap spooled", (LogField.Stage, LogStage.Fetched), (LogField.File, gap.Key), (LogField.Rows, gap.Candles.Count));
                return true;
            }

            log.Warning("the spool is full, the gap stays open", ("symbol", gap.Symbol));
        }
        catch (IOException e)
        {
            log.Error("the spool cannot be written, the gap stays open", ("symbol", gap.Symbol), ("error", e.Message));
        }

        context.Pending.Remove(gap.Symbol, gap.Candles.Select(candle => candle.OpenTime));
        return false;
    }

    private static bool IsOf(DayCoverage day, DateTimeOffset minute) => DateOnly.FromDateTime(minute.UtcDateTime) == day.Day;

    private static int MinuteOfDay(DateTimeOffset minute) => (int)minute.UtcDateTime.TimeOfDay.TotalMinutes;
}

/// <param name="Ledger">What is there.</param>
/// <param name="Listing">What is expected,</param>
/// <param name="First">from this minute on, where the ledger knows no earlier one.</param>
/// <param name="Days">How many days back gaps are closed.</param>
/// <param name="Pending">What is on its way into the ledger.</param>
internal sealed record GapRepairContext(
    CoverageLedger Ledger, Listing Listing, DateTimeOffset First, int Days, Pending Pending);
