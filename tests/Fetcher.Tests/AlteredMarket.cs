using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>A simulated market that counts its questions and can hold klines back.</summary>
internal sealed class AlteredMarket : IKlineSource
{
    private readonly SimulatedMarket _market = new(seed: 1);

    private int _questions;

    public int Questions => _questions;

    /// <summary>Whether to leave a kline out, by symbol and open time.</summary>
    public Func<string, DateTimeOffset, bool> Hides { get; set; } = (_, _) => false;

    /// <summary>What to serve in a kline's place.</summary>
    public Func<Kline, Kline> Alter { get; set; } = kline => kline;

    /// <summary>Symbols that trade as BTCUSDT does.</summary>
    public IReadOnlyList<Symbol> More { get; set; } = [];

    public IReadOnlyList<Symbol> Symbols => [.. _market.Symbols, .. More];

    public IReadOnlyList<Kline> Read(Symbol symbol, KlineRange range, long now)
    {
        Interlocked.Increment(ref _questions);
        return
        [
            .. _market.Read(More.Contains(symbol) ? Symbol.Parse("BTCUSDT") : symbol, range, now)
                .Where(kline => !Hides($"{symbol}", DateTimeOffset.FromUnixTimeMilliseconds(kline.OpenTime)))
                .Select(Alter),
        ];
    }
}
