using System.Threading.Channels;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.MarketData.Coverage;

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

    private readonly HashSet<Symbol> _expected = [];
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
            // What is under way may turn out to be less than it should be, and what this round brings, too.
            var settled = context.Pending.Count == 0;
            var left = await TryRoundAsync(cancellationToken);
            if (finishing && settled && left is { Soon: 0, Kept: 0 })
            {
                return;
            }

            await WaitAsync(left.Soon > 0 || finishing ? RoundAgain : RoundEvery, cancellationToken);
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

    private async Task<Left> TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RoundAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is that failed, a hanging table or credentials that are not to be had: the live minutes go on.
            log.Warning("gaps could not be looked for, trying again", ("error", e.Message));
            return new Left(Open: 1, Soon: 1);
        }
    }

    private async Task<Left> RoundAsync(CancellationToken cancellationToken)
    {
        var (gaps, days) = await FindAsync(cancellationToken);
        // What a symbol lacks while it does not trade is no gap yet: the candle after it will tell.
        var trading = context.Listing.Trading.ToHashSet();
        var open = gaps.Where(gap => trading.Contains(gap.Symbol)).Sum(gap => gap.Minutes);
        metrics.GapsOpen(open);
        var (soon, kept) = (0, 0);
        await Parallel.ForEachAsync(
            gaps.SelectMany(Pieces),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (gap, token) =>
            {
                var left = await CloseAsync(gap, days[DayCoverage.DayOf(gap.First)], token);
                Interlocked.Add(ref kept, left.Kept);
                if (trading.Contains(gap.Symbol))
                {
                    Interlocked.Add(ref soon, left.Soon);
                    metrics.GapsOpen(Interlocked.Add(ref open, left.Open - gap.Minutes));
                }
            });
        if (gaps.Count > 0)
        {
            log.Info("gaps closed", ("files", kept), ("left", open));
        }

        return new Left(open, soon, kept);
    }

    /// <summary>The oldest first, and what there is of their days.</summary>
    private async Task<(List<Gap> Gaps, Dictionary<DateOnly, DayCoverage> Days)> FindAsync(CancellationToken cancellationToken)
    {
        // Not before the first round: the live minutes do not wait for DynamoDB and S3.
        foreach (var (minute, proven) in context.Proven)
        {
            await context.Ledger.ExpectAsync(proven, minute, cancellationToken);
        }

        var pending = context.Pending.Now();
        await ExpectAsync(pending.Next, cancellationToken);
        while (context.Search.IsDue)
        {
            await context.Search.RunAsync(pending.Next - TimeSpan.FromDays(context.Days), cancellationToken);
            pending = context.Pending.Now();
        }

        var before = pending.Next;
        var all = await context.Ledger.FirstMinutesAsync(cancellationToken);
        var since = Symbols().Where(all.ContainsKey).ToDictionary(symbol => symbol, symbol => all[symbol]);
        var from = before - TimeSpan.FromDays(context.Days);
        var oldest = since.Values.DefaultIfEmpty(before).Min();
        from = from > oldest ? from : oldest;
        var days = await context.Ledger.ReadAsync(
            since,
            from,
            before,
            day =>
            {
                pending.AddTo(day);
                day.AddUnderWay(context.Search.Unreadable.Where(minute => DayCoverage.DayOf(minute) == day.Day).Select(DayCoverage.MinuteOf));
            },
            cancellationToken);
        var gaps = days
            .SelectMany(day => since.SelectMany(symbol => day.Gaps(symbol.Key, symbol.Value > from ? symbol.Value : from, before)))
            .OrderBy(gap => gap.First)
            .ToList();
        return (gaps, days.ToDictionary(day => day.Day));
    }

    /// <summary>A symbol that joins later is expected from then on.</summary>
    private async Task ExpectAsync(DateTimeOffset next, CancellationToken cancellationToken)
    {
        Symbol[] joining = [.. context.Listing.Trading.Where(symbol => !_expected.Contains(symbol))];
        await context.Ledger.ExpectAsync(joining, _expected.Count == 0 ? context.First : next, cancellationToken);
        _expected.UnionWith(joining);
    }

    /// <summary>
    /// Those that trade; and, once an hour, those that are listed and rest, for what was not had before they did.
    /// </summary>
    private IEnumerable<Symbol> Symbols()
    {
        if (_restingAsked is { } last && clock.Now - last < RoundEvery)
        {
            return context.Listing.Trading;
        }

        _restingAsked = clock.Now;
        return context.Listing.Listed;
    }

    private static IEnumerable<Gap> Pieces(Gap gap)
    {
        for (var first = gap.First; first <= gap.Last; first += MinutesPerCall * Minute)
        {
            var last = first + ((MinutesPerCall - 1) * Minute);
            yield return gap with { First = first, Last = last < gap.Last ? last : gap.Last };
        }
    }

    private async Task<Left> CloseAsync(Gap gap, DayCoverage day, CancellationToken cancellationToken)
    {
        try
        {
            var asked = clock.Now;
            var answer = new Klines([], []);
            await clock.WithinAsync(
                CallPatience,
                async token => answer = await exchange.KlinesAsync(gap.Symbol, gap.First, gap.Minutes + 1, token),
                cancellationToken);
            return await TakeAsync(gap, day, answer, asked, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new Left(gap.Minutes, Soon: gap.Minutes);
        }
        catch (BinanceException e)
        {
            // Not the exchange's last word: the symbol may be listed again. The next hour asks again, and until then it is open.
            log.Warning("gap left open", ("symbol", gap.Symbol), ("first", gap.First), ("last", gap.Last), ("error", e.Message));
            return new Left(gap.Minutes, Soon: 0);
        }
    }

    private async Task<Left> TakeAsync(
        Gap gap, DayCoverage day, Klines answer, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        List<Candle> candles =
        [
            .. answer.Candles
                .Where(candle => candle.OpenTime >= gap.First && candle.OpenTime <= gap.Last && candle.CloseTime < asked)
                .Where(candle => candle.OpenTime.UtcTicks % Minute.Ticks == 0 && CandleRules.Check(candle) is null)
                .DistinctBy(candle => candle.OpenTime)
                .OrderBy(candle => candle.OpenTime),
        ];
        var left = new Left(Open: 0, Soon: 0);
        if (candles.Count > 0)
        {
            foreach (var file in Files(new RepairedGap(gap.Symbol, candles, clock.Now), day))
            {
                left += await KeepAsync(file, day, cancellationToken);
            }
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

        return left + new Left(lacking.Count - holes.Count, lacking.Count - holes.Count);
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

    /// <summary>
    /// The files that bring a gap's candles: one, or, where the ledger knows that its key is taken by a file that holds less, two under
    /// keys of their own. A key that turns out to be taken is known afterwards, so each try has fewer keys before it, and they end.
    /// </summary>
    private static IEnumerable<RepairedGap> Files(RepairedGap gap, DayCoverage day)
    {
        if (gap.Candles.Count == 1 || !day.HasRepairFile(gap.Key))
        {
            return [gap];
        }

        var half = gap.Candles.Count / 2;
        return Files(gap with { Candles = [.. gap.Candles.Take(half)] }, day)
            .Concat(Files(gap with { Candles = [.. gap.Candles.Skip(half)] }, day));
    }

    /// <returns>What it does not keep.</returns>
    private async Task<Left> KeepAsync(RepairedGap gap, DayCoverage day, CancellationToken cancellationToken)
    {
        if (day.HasRepairFile(gap.Key) && await context.Search.IsThereAsync(gap.Key, cancellationToken))
        {
            log.Error("a file without the candle has its key, the gap stays open", ("symbol", gap.Symbol), (LogField.File, gap.Key));
            return new Left(gap.Candles.Count, Soon: 0);
        }

        context.Pending.Add(new RepairFacts(
            gap.Key, gap.Symbol, day.Day, [.. gap.Candles.Select(candle => DayCoverage.MinuteOf(candle.OpenTime))]));
        try
        {
            if (await spool.WriteAsync(gap) is { } path)
            {
                uploader.Add(path);
                metrics.Repaired(gap.Candles.Count);
                log.Info(
                    "gap spooled", (LogField.Stage, LogStage.Fetched), (LogField.File, gap.Key), (LogField.Rows, gap.Candles.Count));
                return new Left(Open: 0, Soon: 0, Kept: 1);
            }

            log.Warning("the spool is full, the gap stays open", ("symbol", gap.Symbol));
        }
        catch (IOException e)
        {
            log.Error("the spool cannot be written, the gap stays open", ("symbol", gap.Symbol), ("error", e.Message));
        }

        context.Pending.Remove(gap.Key);
        return new Left(gap.Candles.Count, gap.Candles.Count);
    }

    /// <param name="Open">Minutes of symbols that are expected and not there.</param>
    /// <param name="Soon">Those of them that another try may bring before the hour is over.</param>
    /// <param name="Kept">Files that are on their way.</param>
    private sealed record Left(int Open, int Soon, int Kept = 0)
    {
        public static Left operator +(Left one, Left other) =>
            new(one.Open + other.Open, one.Soon + other.Soon, one.Kept + other.Kept);
    }
}

/// <param name="Ledger">What is there.</param>
/// <param name="Search">Finds what is there beside.</param>
/// <param name="Listing">What is expected now,</param>
/// <param name="First">from this minute on, where the ledger knows no earlier one.</param>
/// <param name="Proven">or from this one, of which the spool has a file, the oldest first.</param>
/// <param name="Days">How many days back gaps are closed.</param>
/// <param name="Pending">What is on its way into the ledger.</param>
internal sealed record GapRepairContext(
    CoverageLedger Ledger,
    BucketSearch Search,
    Listing Listing,
    DateTimeOffset First,
    IReadOnlyList<(DateTimeOffset Minute, Symbol[] Symbols)> Proven,
    int Days,
    Pending Pending);
