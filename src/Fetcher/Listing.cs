using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// Which of the configured symbols the exchange trades: those are expected, the others are named once and join when they
/// trade. It is looked at at the start, every hour, and soon after a symbol had no candle. Until it has been read, all are taken to
/// trade.
/// </summary>
internal sealed class Listing
{
    // All in the exchange's time.
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookForAny = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);

    // Why a symbol is left out, where it is not its status.
    private const string Unlisted = "not listed";
    private const string NoWeight = "no weight";

    private readonly IReadOnlyList<Symbol> _wanted;
    private readonly Exchange _exchange;
    private readonly MeasuredClock _clock;
    private readonly FetcherMetrics _metrics;
    private readonly JsonLog _log;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile TaskCompletionSource _doubt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<Symbol> _trading;
    private volatile IReadOnlyList<Symbol> _listed;
    private Dictionary<Symbol, string> _leftOut = [];

    public Listing(IReadOnlyList<Symbol> wanted, Exchange exchange, MeasuredClock clock, FetcherMetrics metrics, JsonLog log)
    {
        (_wanted, _exchange, _clock, _metrics, _log) = (wanted, exchange, clock, metrics, log);
        (_trading, _listed) = (wanted, wanted);
    }

    /// <summary>The symbols that are expected now, in the configured order; another list when that changes.</summary>
    public IReadOnlyList<Symbol> Trading => _trading;

    /// <summary>Those, and the ones that rest: the exchange has their history.</summary>
    public IReadOnlyList<Symbol> Listed => _listed;

    /// <summary>Waits until it has been read, but for seconds only.</summary>
    public async Task FirstLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _clock.WithinAsync(FirstLook, _read.Task.WaitAsync, cancellationToken);
        }
        catch (TimeoutException)
        {
            _log.Warning("the exchange's list of symbols could not be read yet, all symbols are asked for");
        }
    }

    /// <summary>A symbol had no candle; perhaps it does not trade any more.</summary>
    public void Doubt() => _doubt.TrySetResult();

    /// <summary>Looks again and again, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _doubt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var changed = Take(await _exchange.InfoAsync(cancellationToken));
            _read.TrySetResult();
            await _clock.PauseAsync(_trading.Count == 0 ? LookForAny : LookAgain, cancellationToken);
            // One answer may be wrong; what it changed is looked at twice.
            if (!changed && _trading.Count > 0)
            {
                await PauseAsync(LookEvery - LookAgain, cancellationToken);
            }
        }
    }

    /// <summary>Calls of a minute of so many symbols, a tenth of them asked twice, and the clock.</summary>
    public static int WeightOf(int symbols) => ((symbols + ((symbols + 9) / 10)) * WeightBudget.KlinesWeight) + WeightBudget.TimeWeight;

    /// <summary>How many symbols a minute has weight for.</summary>
    public static int Possible(int weightLimit) =>
        Math.Max(0, (weightLimit - WeightBudget.TimeWeight) * 10 / (11 * WeightBudget.KlinesWeight));

    /// <summary>To be read after the number of symbols.</summary>
    public static string TooMany(int symbols, int weightLimit) =>
        $"too many for one address: a minute takes {symbols + ((symbols + 9) / 10)} calls (a tenth asked twice) of weight "
        + $"{WeightBudget.KlinesWeight} and {WeightBudget.TimeWeight} for the clock, {WeightOf(symbols)} in all, and the exchange allows "
        + $"{weightLimit} a minute. At most {Possible(weightLimit)} are possible";

    private async Task PauseAsync(TimeSpan exchangeTime, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_clock.PauseAsync(exchangeTime, woken.Token), _doubt.Task.WaitAsync(woken.Token));
        await woken.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <returns>Whether other symbols trade than before.</returns>
    private bool Take(ExchangeInfo info)
    {
        var reasons = Reasons(info);
        Symbol[] trading = [.. _wanted.Where(symbol => reasons[symbol] is null)];
        var possible = Possible(info.WeightLimit);
        if (trading.Length > possible)
        {
            foreach (var symbol in trading[possible..])
            {
                reasons[symbol] = NoWeight;
            }

            if (trading[possible..].Any(symbol => _leftOut.GetValueOrDefault(symbol) != NoWeight))
            {
                _log.Error(
                    "the exchange allows fewer symbols, the last ones are left out",
                    ("symbols", string.Join(',', trading[possible..])),
                    ("error", $"{trading.Length} symbols are {TooMany(trading.Length, info.WeightLimit)}."));
            }

            trading = trading[..possible];
        }

        _exchange.Allow(info.WeightLimit, Math.Min(info.WeightLimit, WeightOf(trading.Length)));
        Name(info, reasons);
        _metrics.SymbolsNotTrading(_wanted.Count - trading.Length);
        var changed = !trading.SequenceEqual(_trading);
        (_trading, _listed) = (changed ? trading : _trading, [.. _wanted.Where(symbol => reasons[symbol] is not Unlisted)]);
        _leftOut = reasons.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value!);
        return changed;
    }

    /// <summary>Why each symbol is left out: null where it trades, its status where it is listed.</summary>
    private Dictionary<Symbol, string?> Reasons(ExchangeInfo info)
    {
        var reasons = _wanted.ToDictionary(symbol => symbol, _ => (string?)Unlisted);
        foreach (var listed in info.Symbols.Where(listed => reasons.ContainsKey(listed.Symbol)))
        {
            reasons[listed.Symbol] = listed.IsTrading || reasons[listed.Symbol] is null ? null : listed.Status;
        }

        return reasons;
    }

    /// <summary>Says what is new, and only that.</summary>
    private void Name(ExchangeInfo info, Dictionary<Symbol, string?> reasons)
    {
        foreach (var odd in info.Unusable)
        {
            if (_wanted.Any(symbol => reasons[symbol] is Unlisted && _leftOut.GetValueOrDefault(symbol) is not Unlisted
                && string.Equals($"{symbol}", odd.Name, StringComparison.OrdinalIgnoreCase)))
            {
                _log.Warning("the exchange lists a symbol in a form that cannot be used", ("symbol", odd.Name), ("error", odd.Problem));
            }
        }

        foreach (var group in _wanted.Where(symbol => reasons[symbol] != _leftOut.GetValueOrDefault(symbol)).GroupBy(symbol => reasons[symbol]))
        {
            var symbols = string.Join(',', group);
            switch (group.Key)
            {
                case null:
                    _log.Info("symbols trade, they are expected from now on", ("symbols", symbols));
                    break;
                case Unlisted:
                    _log.Warning("the exchange does not list symbols, they are left out until it does", ("symbols", symbols));
                    break;
                case NoWeight:
                    break;
                default:
                    _log.Warning("symbols do not trade, they are left out until they do", ("symbols", symbols), ("status", group.Key));
                    break;
            }
        }

        if (reasons.Values.All(reason => reason is not null) && _wanted.Any(symbol => !_leftOut.ContainsKey(symbol)))
        {
            _log.Error("none of the symbols trades at the exchange", ("symbols", string.Join(',', _wanted)));
        }
    }
}
