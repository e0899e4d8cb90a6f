using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Simulation;

/// <summary>
/// A market that is a function of (seed, symbol, minute): the same minute has the same candle whenever it is asked for.
/// Its symbols trade without a gap since <see cref="ListedSince"/>.
/// </summary>
public sealed class SimulatedMarket : IKlineSource
{
    private readonly Dictionary<Symbol, SimulatedSymbol> _symbols;

    /// <param name="seed">Another seed, another history.</param>
    /// <param name="symbols">What is listed; without it, some fifteen well-known pairs. Any symbol is possible.</param>
    public SimulatedMarket(long seed, IEnumerable<Symbol>? symbols = null)
    {
        Symbols = [.. (symbols ?? SymbolProfile.WellKnownSymbols)
            .Distinct().OrderBy(symbol => symbol.ToString(), StringComparer.Ordinal)];
        _symbols = Symbols.ToDictionary(symbol => symbol, symbol => new SimulatedSymbol(seed, symbol));
    }

    /// <summary>When Binance's own BTCUSDT began.</summary>
    public static DateTimeOffset ListedSince { get; } = new(2017, 8, 17, 4, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<Symbol> Symbols { get; }

    public IReadOnlyList<Kline> Read(Symbol symbol, KlineRange range, long now)
    {
        const long Minute = 60_000;
        var first = Math.Max((range.From + Minute - 1) / Minute, ListedSince.ToUnixTimeMilliseconds() / Minute);
        var last = range.To / Minute;
        var count = (int)Math.Min(range.Limit, last - first + 1);
        return count <= 0
            ? []
            : _symbols[symbol].Klines(range.Newest ? last - count + 1 : first, count, now);
    }
}
