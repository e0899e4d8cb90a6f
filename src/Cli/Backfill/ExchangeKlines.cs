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

    // A candle may come some time after its minute.
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(10);

    private readonly WeightBudget _budget = new(Limit, Reserve);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly HashSet<Symbol> _unknown = [];
    private bool _isRefused;

    /// <summary>
    /// Adds the closed candles of the minutes asked for; nothing where the exchange does not know the symbol or cannot be asked,
    /// which is a problem then, and told once.
    /// </summary>
    public async Task ReadAsync(FoundDay day, DayRange lacking, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_isRefused || _unknown.Contains(lacking.Symbol))
            {
                day.HasFailed |= _isRefused;
            }
            else
            {
                await ReadPagesAsync(day, lacking, cancellationToken);
            }
        }
        catch (BinanceException exception) when (exception.Kind == BinanceErrorKind.UnknownSymbol)
        {
            _unknown.Add(lacking.Symbol);
            progress.Problem($"{lacking.Symbol}: the exchange knows no such symbol.");
        }
        catch (BinanceException exception)
        {
            // It is not asked again: to ask during a ban makes the ban longer, and a host that does not answer is slow to say so.
            (_isRefused, day.HasFailed) = (true, true);
            progress.Problem(Words.Sentence($"The exchange cannot be asked for what the archives lack: {exception.Message}"));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task ReadPagesAsync(FoundDay day, DayRange lacking, CancellationToken cancellationToken)
    {
        var serverTime = await AskAsync(WeightBudget.TimeWeight, exchange.GetServerTimeAsync, cancellationToken);
        var rejected = new HashSet<DateTimeOffset>();
        var hasUnreadableTime = false;
        var next = lacking.First;
        while (next <= lacking.Last)
        {
            var start = next;
            // Without an end, so that a later candle may show that the exchange has none of these minutes.
            var page = await AskAsync(
                WeightBudget.KlinesWeight,
                token => exchange.GetKlinesAsync(lacking.Symbol, start, end: null, BinanceClient.MaxKlines, token),
                cancellationToken);
            foreach (var kline in page.Malformed.Where(each => each.OpenTime is null || (each.OpenTime >= start && each.OpenTime <= lacking.Last)))
            {
                rejected.Add(kline.OpenTime ?? default);
                progress.Reject($"{lacking.Symbol} from the exchange, {kline.Problem}");
            }

            foreach (var candle in page.Candles.Where(each => each.OpenTime >= start && each.OpenTime <= lacking.Last && each.CloseTime < serverTime))
            {
                if (CandleRules.Check(candle) is { } violation)
                {
                    rejected.Add(candle.OpenTime);
                    progress.Reject($"{lacking.Symbol} from the exchange, {violation.Message}");
                }
                else
                {
                    day.Add([candle], from: null);
                }
            }

            hasUnreadableTime |= page.Malformed.Any(kline => kline.OpenTime is null);
            var seen = page.Candles.Select(candle => candle.OpenTime)
                .Concat(page.Malformed.Select(kline => kline.OpenTime).OfType<DateTimeOffset>())
                .Where(openTime => openTime >= start)
                .ToList();
            if (seen.Count == 0)
            {
                break;
            }

            next = seen.Max().AddMinutes(1);
        }

        // A kline whose time cannot be read is of any of these minutes.
        if (hasUnreadableTime)
        {
            return;
        }

        day.AddHoles([.. day.Lacking.Where(minute => minute < next.AddMinutes(-1) && minute < serverTime - Latest && !rejected.Contains(minute))]);
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
