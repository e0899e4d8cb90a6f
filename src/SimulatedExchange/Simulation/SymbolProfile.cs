using System.Collections.Frozen;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Simulation;

/// <summary>
/// What makes a symbol look like itself: the price it moves around, the steps of price and quantity, and how busy it
/// is. Levels are roughly those of early 2026.
/// </summary>
internal sealed record SymbolProfile(decimal Price, decimal Tick, decimal Lot, int TradesPerMinute)
{
    private static readonly FrozenDictionary<string, SymbolProfile> WellKnown = new Dictionary<string, SymbolProfile>
    {
        ["BTCUSDT"] = new(77_500m, 0.01m, 0.00001m, 3_000),
        ["ETHUSDT"] = new(2_300m, 0.01m, 0.0001m, 2_500),
        ["SOLUSDT"] = new(103m, 0.01m, 0.001m, 1_500),
        ["XRPUSDT"] = new(1.61m, 0.0001m, 0.1m, 1_200),
        ["BNBUSDT"] = new(760m, 0.01m, 0.001m, 1_000),
        ["DOGEUSDT"] = new(0.105m, 0.00001m, 1m, 800),
        ["ADAUSDT"] = new(0.292m, 0.0001m, 0.1m, 600),
        ["AVAXUSDT"] = new(9.92m, 0.001m, 0.01m, 400),
        ["LINKUSDT"] = new(9.41m, 0.001m, 0.01m, 400),
        ["LTCUSDT"] = new(58.5m, 0.01m, 0.001m, 300),
        ["TRXUSDT"] = new(0.285m, 0.0001m, 0.1m, 300),
        ["DOTUSDT"] = new(1.50m, 0.001m, 0.01m, 250),
        ["NEARUSDT"] = new(1.17m, 0.001m, 0.1m, 200),
        ["FILUSDT"] = new(1.03m, 0.001m, 0.01m, 150),
        ["ALGOUSDT"] = new(0.101m, 0.0001m, 1m, 150),
    }.ToFrozenDictionary();

    public static IReadOnlyList<Symbol> WellKnownSymbols { get; } =
        [.. WellKnown.Keys.Order(StringComparer.Ordinal).Select(Symbol.Parse)];

    /// <summary>One that is not well known has a level of its own from 0.1 to 100, the same for every seed.</summary>
    public static SymbolProfile Of(Symbol symbol)
    {
        if (WellKnown.TryGetValue(symbol.ToString(), out var profile))
        {
            return profile;
        }

        var price = 0.1m;
        var bits = SeededHash.For(0, symbol.ToString(), "profile")[0];
        for (var decade = bits % 3; decade > 0; decade--)
        {
            price *= 10;
        }

        return new SymbolProfile(price * (1 + (bits >> 8 & 0xFF) * 9 / 256m), 0.0001m, 0.01m, 120);
    }
}
