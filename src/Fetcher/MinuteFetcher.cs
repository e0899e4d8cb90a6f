using Polly;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>Fetches one minute's candle of every symbol; one that cannot be had does not hold up the rest.</summary>
internal sealed class MinuteFetcher(
    BinanceClient exchange, MeasuredClock clock, ResiliencePipeline retry, IReadOnlyList<Symbol> symbols, JsonLog log)
{
    private const int Parallelism = 8;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <returns>Null when the exchange has no candle of that minute for any symbol: the gap is its own.</returns>
    /// <exception cref="BinanceException">The exchange does not serve this location.</exception>
    public async Task<FetchedMinute?> FetchAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answers = await AskForAllAsync(minute, cancellationToken);
            var candles = answers.Select(answer => answer.Candle).OfType<Candle>().ToArray();
            if (candles.Length == 0 && answers.Any(answer => answer.Unanswered))
            {
                log.Error("the exchange does not answer, the minute is fetched again", ("minute", minute));
                continue;
            }

            foreach (var answer in answers.Where(answer => answer.Candle is null))
            {
                log.Warning(
                    "symbol left out", ("symbol", answer.Symbol), ("minute", minute), ("reason", answer.Problem));
            }

            var missing = answers.Where(answer => answer.Candle is null).Select(answer => answer.Symbol).ToArray();
            return candles.Length == 0 ? null : new FetchedMinute(minute, candles, missing, clock.Now);
        }
    }

    private async Task<Answer[]> AskForAllAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        var answers = new Answer[symbols.Count];
        // Ends as cancelled when it is, even with every answer in: a symbol may lack its candle only because of that.
        await Parallel.ForAsync(
            0,
            symbols.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await AskAsync(symbols[i], minute, token));
        return answers;
    }

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
            var final = e.Kind is BinanceErrorKind.UnknownSymbol or BinanceErrorKind.Rejected;
            return new Answer(symbol, Candle: null, e.Message, Unanswered: !final);
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
            var candles = await retry.ExecuteAsync(
                async token => await exchange.GetKlinesAsync(symbol, minute, minute + Minute, limit: 1, token),
                cancellationToken);
            var candle = candles.FirstOrDefault(each => each.OpenTime == minute && each.CloseTime < asked);
            if (candle is not null || clock.Now >= minute + (2 * Minute))
            {
                return candle;
            }

            await clock.PauseAsync(pause, cancellationToken);
        }
    }

    private sealed record Answer(Symbol Symbol, Candle? Candle, string? Problem, bool Unanswered);
}
