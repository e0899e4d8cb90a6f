using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.SimulatedExchange.Tests;

public sealed class SimulatedMarketTests
{
    private const long Minute = 60_000;
    private const long Start = 1_769_990_400_000;
    private static readonly Symbol Bitcoin = Symbol.Parse("BTCUSDT");

    [Fact]
    public void Same_minute_is_the_same_however_it_is_asked_for()
    {
        var day = Read(new SimulatedMarket(7), Bitcoin, Start, 1000);

        var alone = Read(new SimulatedMarket(7, [Bitcoin]), Bitcoin, Start + (321 * Minute), 1);
        var newest = new SimulatedMarket(7).Read(
            Bitcoin, new KlineRange(0, Start + (321 * Minute), 5, Newest: true), long.MaxValue);

        Assert.Equal(day[321], Assert.Single(alone));
        Assert.Equal(day[317..322], newest);
    }

    [Fact]
    public void History_is_pinned_for_all_time()
    {
        var kline = Assert.Single(Read(new SimulatedMarket(42), Bitcoin, Start, 1));

        Assert.Equal(
            "65002.20000000 65048.10000000 64973.81000000 65048.10000000 17.72835000 1152293.15673180 2832 "
            + "7.70596000 500888.26051360",
            string.Join(' ', kline.Open, kline.High, kline.Low, kline.Close, kline.BaseVolume, kline.QuoteVolume,
                kline.TradeCount, kline.TakerBuyBaseVolume, kline.TakerBuyQuoteVolume));
    }

    [Fact]
    public void Other_seed_or_symbol_has_another_history()
    {
        var ethereum = Symbol.Parse("ETHUSDT");

        Kline[][] histories =
        [
            Read(new SimulatedMarket(1), Bitcoin, Start, 50),
            Read(new SimulatedMarket(2), Bitcoin, Start, 50),
            Read(new SimulatedMarket(1), ethereum, Start, 50),
        ];
        var directions = histories.Select(klines =>
            string.Join(',', klines.Select(kline => Number(kline.Close) > Number(kline.Open))));

        Assert.Equal(3, directions.Distinct().Count());
    }

    [Theory]
    [InlineData("BTCUSDT", 0.01, 0.00001)]
    [InlineData("DOGEUSDT", 0.00001, 1)]
    [InlineData("ALGOUSDT", 0.0001, 1)]
    [InlineData("SOMEOTHER", 0.0001, 0.01)]
    public void Candles_are_continuous_and_consistent_and_keep_to_the_steps(string name, double tick, double lot)
    {
        var symbol = Symbol.Parse(name);

        var klines = Read(new SimulatedMarket(3, [symbol]), symbol, Start, 1000);

        Assert.Equal(1000, klines.Length);
        for (var i = 0; i < klines.Length; i++)
        {
            var kline = klines[i];
            var (open, close) = (Number(kline.Open), Number(kline.Close));
            var (low, high) = (Number(kline.Low), Number(kline.High));
            Assert.Equal(Start + (i * Minute), kline.OpenTime);
            Assert.Equal(kline.OpenTime + Minute - 1, kline.CloseTime);
            Assert.True(i == 0 || klines[i - 1].Close == kline.Open);
            Assert.InRange(open, low, high);
            Assert.InRange(close, low, high);
            Assert.True(low > 0);
            Assert.InRange(Number(kline.TakerBuyBaseVolume), 0, Number(kline.BaseVolume));
            Assert.InRange(Number(kline.TakerBuyQuoteVolume), 0, Number(kline.QuoteVolume));
            Assert.InRange(Number(kline.QuoteVolume) / Number(kline.BaseVolume), low, high);
            Assert.True(Number(kline.TradeCount) >= 60);
            Assert.Equal(0, high % (decimal)tick);
            Assert.Equal(0, Number(kline.BaseVolume) % (decimal)lot);
        }
    }

    [Fact]
    public void Prices_move_but_stay_near_their_level_for_years()
    {
        var market = new SimulatedMarket(11);

        var prices = Enumerable.Range(0, 1000)
            .Select(week => Read(market, Bitcoin, Start + ((week - 400) * 7 * 1440 * Minute), 1)[0])
            .Select(kline => Number(kline.Open))
            .ToArray();

        Assert.InRange(prices.Min(), 20_000, 70_000);
        Assert.InRange(prices.Max(), 85_000, 250_000);
    }

    [Fact]
    public void Day_of_minutes_has_a_plausible_volatility()
    {
        var klines = Read(new SimulatedMarket(5), Bitcoin, Start, 1000);

        var changes = klines.Select(kline => (double)(Number(kline.Close) / Number(kline.Open)) - 1).ToArray();
        var deviation = Math.Sqrt(changes.Average(change => change * change));

        Assert.InRange(deviation, 0.0005, 0.0012);
    }

    [Fact]
    public void Nothing_is_there_before_the_listing()
    {
        var market = new SimulatedMarket(1);

        var klines = market.Read(Bitcoin, new KlineRange(0, Start, 1, Newest: false), long.MaxValue);

        Assert.Equal(SimulatedMarket.ListedSince.ToUnixTimeMilliseconds(), Assert.Single(klines).OpenTime);
    }

    private static Kline[] Read(SimulatedMarket market, Symbol symbol, long from, int count) =>
        [.. market.Read(symbol, new KlineRange(from, from + (count * Minute) - 1, count, false), long.MaxValue)];

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
