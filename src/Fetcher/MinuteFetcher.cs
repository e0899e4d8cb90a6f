using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>Fetches one minute's candle of every symbol; one that cannot be had does not hold up the rest.</summary>
internal sealed class MinuteFetcher(Exchange exchange, MeasuredClock clock, FetcherMetrics metrics, JsonLog log)
{
    private const int Parallelism = 16;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <param name="symbols">Whose.</param>
    /// <param name="minute">The candles' open time.</param>
    /// <param name="patience">How long all of it may take, by the exchange's clock.</param>
    /// <param name="leavesLate">Whether symbols that are late are left to others, a few seconds after the rest is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>No candle, where the exchange has none or did not answer in time.</returns>
    public async Task<FetchedMinute> FetchAsync(
        IReadOnlyList<Symbol> symbols, DateTimeOffset minute, TimeSpan patience, bool leavesLate, CancellationToken cancellationToken)
    {
        var answers = symbols.Select(symbol => new Answer(symbol)).ToArray();
        using var late = new LateSymbols(clock);
        try
        {
            await clock.WithinAsync(patience, token => AskForAllAsync(minute, answers, late, leavesLate, token), cancellationToken);
        }
        catch (TimeoutException)
        {
            // What is there is a file; the rest is missing.
        }
        catch (OperationCanceledException) when (late.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // As well.
        }

        var missing = answers.Where(answer => answer.Candle is null).ToList();
        foreach (var answer in missing)
        {
            log.Warning("symbol left out", ("symbol", answer.Symbol), ("minute", minute), ("reason", answer.Problem));
        }

        return new FetchedMinute(
            minute,
            [.. answers.Select(answer => answer.Candle).OfType<Candle>()],
            [.. missing.Select(answer => answer.Symbol)],
            clock.Now)
        {
            Unanswered = missing.Exists(answer => answer.Unanswered),
        };
    }

    private async Task AskForAllAsync(
        DateTimeOffset minute, Answer[] answers, LateSymbols late, bool leavesLate, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, leavesLate ? late.Over : default);
        var pause = FirstPause;
        var lacking = answers.ToList();
        for (var round = 0; lacking.Count > 0; round++)
        {
            // While nobody has the minute, one is asked for all: else the weight is gone before it is there.
            var probing = round > 0 && lacking.Count == answers.Length;
            late.Begin(lacking.Count);
            await Parallel.ForEachAsync(
                probing ? [lacking[round % lacking.Count]] : lacking,
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = either.Token },
                async (answer, token) =>
                {
                    if (!probing)
                    {
                        late.Asked();
                    }

                    await AskAsync(answer, minute, token);
                    if (answer.Candle is not null)
                    {
                        late.Came();
                    }
                });
            lacking.RemoveAll(answer => answer.IsFinal);
            if (lacking.Count > 0 && !(probing && lacking.Count < answers.Length))
            {
                await clock.PauseAsync(pause, either.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>
    /// The answer can lag the minute by a moment, so one without the candle is asked for again until the next minute is
    /// over. A minute longer past gets one question: what is not there by then will not come.
    /// </summary>
    private async Task AskAsync(Answer answer, DateTimeOffset minute, CancellationToken cancellationToken)
    {
        try
        {
            var asked = clock.Now;
            var klines = await exchange.KlineAsync(answer.Symbol, minute, cancellationToken);
            var candle = klines.Candles.FirstOrDefault(each => each.OpenTime == minute && each.CloseTime < asked);
            answer.Unanswered = false;
            answer.Problem = candle is null
                ? klines.Malformed is [var malformed, ..] ? malformed.Problem : "the exchange has no candle"
                : CandleRules.Check(candle)?.Message;
            answer.Candle = answer.Problem is null ? candle : null;
            answer.IsFinal = candle is not null || klines.Malformed.Count > 0 || clock.Now >= minute + (2 * Minute);
        }
        catch (BinanceException e)
        {
            answer.Problem = e.Message;
            answer.IsFinal = e.Kind is BinanceErrorKind.UnknownSymbol or BinanceErrorKind.Rejected;
            answer.Unanswered &= !answer.IsFinal;
            if (!answer.IsFinal)
            {
                metrics.Retried();
                log.Warning("exchange call failed, trying again", ("symbol", answer.Symbol), ("error", e.Message));
            }
        }
    }

    private sealed class Answer(Symbol symbol)
    {
        public Symbol Symbol { get; } = symbol;

        public Candle? Candle { get; set; }

        public string? Problem { get; set; } = "no answer in time";

        public bool Unanswered { get; set; } = true;

        /// <summary>Asking again does not help, or need not.</summary>
        public bool IsFinal { get; set; }
    }
}
