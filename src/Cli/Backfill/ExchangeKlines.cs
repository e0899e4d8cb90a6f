using Polly;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Candles from the exchange itself, a thousand a call, one call at a time and well below its limit of weight.</summary>
internal sealed class ExchangeKlines(
    BinanceClient exchange, ResiliencePipeline retry, TimeProvider time, BackfillProgress progress) : IDisposable
{
    // The exchange's limit per address and minute; a third of it is left to a fetcher that calls from the same address.
    private const int Limit = 6000;
    private const int Reserve = Limit / 3;

    private readonly WeightBudget _budget = new(Limit, Reserve);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly HashSet<Symbol> _unknown = [];

    /// <summary>The closed candles of the minutes asked for; none where the exchange does not know the symbol.</summary>
    /// <exception cref="CommandException">The exchange does not answer, or refuses to.</exception>
    public async Task<IReadOnlyList<Candle>> ReadAsync(DayRange range, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return _unknown.Contains(range.Symbol) ? [] : await ReadPagesAsync(range, cancellationToken);
        }
        catch (BinanceException exception) when (exception.Kind == BinanceErrorKind.UnknownSymbol)
        {
            _unknown.Add(range.Symbol);
            progress.Problem($"{range.Symbol}: the exchange knows no such symbol.");
            return [];
        }
        catch (BinanceException exception)
        {
            throw new CommandException($"The exchange cannot be asked: {exception.Message}", exception);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<IReadOnlyList<Candle>> ReadPagesAsync(DayRange range, CancellationToken cancellationToken)
    {
        var serverTime = await AskAsync(WeightBudget.TimeWeight, exchange.GetServerTimeAsync, cancellationToken);
        var candles = new List<Candle>(RepairFile.MaxRows);
        for (var next = range.First; next <= range.Last;)
        {
            var start = next;
            var page = await AskAsync(
                WeightBudget.KlinesWeight,
                token => exchange.GetKlinesAsync(range.Symbol, start, range.Last, BinanceClient.MaxKlines, token),
                cancellationToken);
            foreach (var kline in page.Malformed)
            {
                progress.Reject($"{range.Symbol} from the exchange, {kline.Problem}");
            }

            foreach (var candle in page.Candles.Where(each => each.OpenTime >= start && each.OpenTime <= range.Last && each.CloseTime < serverTime))
            {
                if (CandleRules.Check(candle) is { } violation)
                {
                    progress.Reject($"{range.Symbol} from the exchange, {violation.Message}");
                }
                else
                {
                    candles.Add(candle);
                }
            }

            next = page.Candles.Select(candle => candle.OpenTime)
                .Concat(page.Malformed.Select(kline => kline.OpenTime).OfType<DateTimeOffset>())
                .Where(time => time >= start)
                .DefaultIfEmpty(range.Last)
                .Max().AddMinutes(1);
        }

        return candles;
    }

    private async Task<T> AskAsync<T>(int weight, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        await retry.ExecuteAsync(
            async token =>
            {
                while (!_budget.TryTakeSpare(weight, time.GetUtcNow()))
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), time, token);
                }

                var answer = await ask(token);
                _budget.Announce(exchange.UsedWeight, time.GetUtcNow());
                return answer;
            },
            cancellationToken);
}
