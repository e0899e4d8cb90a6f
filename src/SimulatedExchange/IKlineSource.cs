using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange;

/// <summary>
/// Where the exchange's klines come from: a <see cref="Simulation.SimulatedMarket"/> or a
/// <see cref="Replay.ReplayFolder"/>.
/// </summary>
public interface IKlineSource
{
    /// <summary>What the exchange lists, or has listed at some time, in its order.</summary>
    IReadOnlyList<Symbol> Symbols { get; }

    /// <summary>How the exchange lists the symbol, such as <c>TRADING</c>, <c>BREAK</c> or <c>HALT</c>; null while it does not.</summary>
    /// <param name="symbol">One of <see cref="Symbols"/>.</param>
    /// <param name="now">The exchange's time in milliseconds.</param>
    string? StatusOf(Symbol symbol, long now) => ListedMarket.Trading;

    /// <summary>
    /// The klines in <paramref name="range"/>, oldest first. The minute that <paramref name="now"/> falls in is
    /// unfinished: it shows nothing that is still to come.
    /// </summary>
    /// <param name="symbol">One of <see cref="Symbols"/>.</param>
    /// <param name="range">Ends at <paramref name="now"/> at the latest.</param>
    /// <param name="now">The exchange's time in milliseconds.</param>
    IReadOnlyList<Kline> Read(Symbol symbol, KlineRange range, long now);
}

/// <summary>The klines that open within [From, To] milliseconds: the first, or the newest, so many of them.</summary>
public readonly record struct KlineRange(long From, long To, int Limit, bool Newest);
