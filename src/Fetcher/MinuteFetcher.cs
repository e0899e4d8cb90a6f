using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>Fetches one minute's candle of every symbol; one that cannot be had does not hold up the rest.</summary>
internal sealed class MinuteFetcher(Exchange exchange, MeasuredClock clock, IReadOnlyList<Symbol> symbols, JsonLog log)
{
    private const int Parallelism = 16;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <param name="minute">The candles' open time.</param>
    /// <param name="patience">How long all of it may take, by the exchange's clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>No candle, where the exchange has none or did not answer in time.</returns>
    /// <exception cref="BinanceException">The exchange does not serve this location.</exception>
    public async Task<FetchedMinute> FetchAsync(DateTimeOffset minute, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answers = symbols.Select(symbol => new Answer(symbol, Candle: null, "no answer in time", Unanswered: true)).ToArray();
        try
        {
            await clock.WithinAsync(patience, token => AskForAllAsync(minute, answers, token), cancellationToken);
        }
        catch (TimeoutException)
        {
            // What is there is a file; the rest is missing.
        }

        foreach (var answer in answers.Where(answer => answer.Candle is null))
        {
            log.Warning("symbol left out", ("symbol", answer.Symbol), ("minute", minute), ("reason", answer.Problem));
        }

        return new FetchedMinute(
            minute,
            [.. answers.Select(answer => answer.Candle).OfType<Candle>()],
            [.. answers.Where(answer => answer.Candle is null).Select(answer => answer.Symbol)],
            clock.Now)
        {
            Unanswered = answers.Any(answer => answer.Unanswered),
        };
    }

    private async Task AskForAllAsync(DateTimeOffset minute, Answer[] answers, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await AskAsync(answers[i].Symbol, minute, token));

    private async Task<Answer> AskAsync(Symbol symbol, DateTimeOffset minute, CancellationToken cancellationToken)
    {
        try
        {
            var candle = await FindAsync(symbol, minute, cancellationToken);
            var problem = candle is null ? "the exchange has no candle" : CandleRules.Check(candle)?.Message;
            return new Answer(symbol, problem is null ? candle : null, problem, Unanswered: false);
        }
        catch (BinanceException e) when (e.Kind is not BinanceErrorKind.RestrictedLocation)
        {
            return new Answer(symbol, Candle: null, e.Message, Unanswered: false);
        }
    }

    /// <summary>
    /// The answer can lag the minute by a moment, so one without the candle is asked for again until the next minute is
    /// over. A minute longer past gets one question: what is not there by then will not come.
    /// </summary>
    private async Task<Candle?> FindAsync(Symbol symbol, DateTimeOffset minute, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var asked = clock.Now;
            var klines = await exchange.KlinesAsync(symbol, minute, minute + Minute, limit: 1, urgent: true, cancellationToken);
            var candle = klines.Candles.FirstOrDefault(each => each.OpenTime == minute && each.CloseTime < asked);
            if (candle is not null || clock.Now >= minute + (2 * Minute))
            {
                return candle;
            }

            await clock.PauseAsync(pause, cancellationToken);
        }
    }

    private sealed record Answer(Symbol Symbol, Candle? Candle, string? Problem, bool Unanswered);
}
