using ServerlessPipeline.Cli.Up;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.Cli.Tests;

public class MarketTests
{
    [Theory]
    [InlineData("Live")]
    [InlineData("Auto")]
    public async Task The_live_market_is_the_exchange_that_the_template_names(string source)
    {
        IReadOnlyList<Symbol> symbols = [Symbol.Parse("BTCUSDT")];
        var clock = new ExchangeClock(TimeProvider.System, TimeProvider.System.GetUtcNow(), 1);
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(new SimulatedMarket(1, symbols), clock), TestContext.Current.CancellationToken);
        var options = new UpOptions { Source = Enum.Parse<MarketSource>(source), Port = 0 };

        await using var market = await Market.OpenAsync(
            options, exchange.BaseAddress, symbols, null, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(market.IsLive);
        Assert.Equal(exchange.BaseAddress, market.Url);
    }
}
