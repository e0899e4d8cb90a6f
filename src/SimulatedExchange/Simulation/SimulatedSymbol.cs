using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Simulation;

/// <summary>
/// One symbol's trading, second by second: each second has a price (<see cref="PriceWalk"/>), at which its trades are
/// made. A kline sums up the seconds of its minute that have passed, so a finished and an unfinished one follow one
/// rule; it closes at the price that the next one opens at.
/// </summary>
internal sealed class SimulatedSymbol(long seed, Symbol symbol)
{
    private const int Seconds = 60;
    private const decimal TradeValue = 500;

    private readonly SymbolProfile _profile = SymbolProfile.Of(symbol);
    private readonly PriceWalk _walk = new(SeededHash.For(seed, symbol.ToString(), "price"));
    private readonly SeededHash _trading = SeededHash.For(seed, symbol.ToString(), "trades");

    /// <summary>The klines of so many minutes, which are numbered from the epoch, as they are now.</summary>
    public Kline[] Klines(long firstMinute, int count, long now)
    {
        var factors = new double[(count * Seconds) + 1];
        _walk.Fill(firstMinute * Seconds, factors);
        var ticks = Array.ConvertAll(
            factors, factor => Math.Max(1, (long)Math.Round((double)(_profile.Price / _profile.Tick) * factor)));

        var klines = new Kline[count];
        for (var i = 0; i < count; i++)
        {
            var minute = firstMinute + i;
            var passed = (int)Math.Clamp((now / 1000) - (minute * Seconds), 0, Seconds);
            klines[i] = SumUp(minute, ticks.AsSpan(i * Seconds, passed + 1));
        }

        return klines;
    }

    /// <param name="minute">The minute.</param>
    /// <param name="ticks">The prices, in ticks, at the minute's start and after each second that has passed.</param>
    private Kline SumUp(long minute, ReadOnlySpan<long> ticks)
    {
        long trades = 0, lots = 0, takerLots = 0, value = 0, takerValue = 0;
        var (high, low) = (ticks[0], ticks[0]);
        for (var second = 0; second < ticks.Length - 1; second++)
        {
            var traded = Trade((minute * Seconds) + second);
            trades += traded.Trades;
            lots += traded.Lots;
            takerLots += traded.TakerLots;
            value += traded.Lots * ticks[second];
            takerValue += traded.TakerLots * ticks[second];
            high = Math.Max(high, ticks[second + 1]);
            low = Math.Min(low, ticks[second + 1]);
        }

        return new Kline
        {
            OpenTime = minute * Seconds * 1000,
            Open = Text(ticks[0] * _profile.Tick),
            High = Text(high * _profile.Tick),
            Low = Text(low * _profile.Tick),
            Close = Text(ticks[^1] * _profile.Tick),
            BaseVolume = Text(lots * _profile.Lot),
            CloseTime = ((minute + 1) * Seconds * 1000) - 1,
            QuoteVolume = Text(value * _profile.Tick * _profile.Lot),
            TradeCount = trades.ToString(),
            TakerBuyBaseVolume = Text(takerLots * _profile.Lot),
            TakerBuyQuoteVolume = Text(takerValue * _profile.Tick * _profile.Lot),
        };
    }

    private (long Trades, long Lots, long TakerLots) Trade(long second)
    {
        var bits = _trading[second];
        // The cube makes most seconds quiet and some very busy; its mean is a quarter.
        var bustle = SeededHash.Fraction(bits, 0);
        var trades = 1 + (long)(_profile.TradesPerMinute / (double)Seconds * 4 * bustle * bustle * bustle);
        var lotsPerTrade = (double)(TradeValue / _profile.Price / _profile.Lot);
        var lots = trades + (long)(trades * lotsPerTrade * 2 * SeededHash.Fraction(bits, 1));
        var takerLots = (long)(lots * (0.1 + (0.8 * SeededHash.Fraction(bits, 2))));
        return (trades, lots, takerLots);
    }

    // Binance writes eight decimals, whatever the symbol's steps.
    private static string Text(decimal value) => value.ToString("F8");
}
