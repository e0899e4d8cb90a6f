using System.Net;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.SimulatedExchange.Tests;

public sealed class OtherEndpointTests
{
    [Fact]
    public async Task Ping_answers_an_empty_object_as_json()
    {
        await using var exchange = await RunningExchange.StartAsync();

        using var response = await exchange.GetAsync("/api/v3/ping");

        Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Clock_begins_where_it_is_told_and_runs_at_its_speed()
    {
        await using var exchange = await RunningExchange.StartAsync(speed: 60);
        var client = new BinanceClient(exchange.Http);

        var start = await client.GetServerTimeAsync(TestContext.Current.CancellationToken);
        exchange.Time.Advance(TimeSpan.FromSeconds(2.5));
        var later = await client.GetServerTimeAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RunningExchange.Start, start);
        Assert.Equal(RunningExchange.Start.AddSeconds(150), later);
        Assert.Equal(later, exchange.Server.Now);
    }

    [Fact]
    public async Task Exchange_info_announces_the_enforced_limit_and_the_symbols()
    {
        await using var exchange = await RunningExchange.StartAsync(weightLimit: 1234);

        var info = await exchange.JsonAsync("/api/v3/exchangeInfo");

        var limit = Assert.Single(info.GetProperty("rateLimits").EnumerateArray());
        Assert.Equal("REQUEST_WEIGHT", limit.GetProperty("rateLimitType").GetString());
        Assert.Equal(("MINUTE", 1, 1234), (limit.GetProperty("interval").GetString(),
            limit.GetProperty("intervalNum").GetInt32(), limit.GetProperty("limit").GetInt32()));
        var bitcoin = info.GetProperty("symbols").EnumerateArray()
            .Single(symbol => symbol.GetProperty("symbol").GetString() == "BTCUSDT");
        Assert.Equal(("TRADING", "BTC", "USDT"), (bitcoin.GetProperty("status").GetString(),
            bitcoin.GetProperty("baseAsset").GetString(), bitcoin.GetProperty("quoteAsset").GetString()));
    }

    [Theory]
    [InlineData("symbol=ETHUSDT", new[] { "ETHUSDT" })]
    [InlineData("""symbols=["LTCUSDT","BTCUSDT"]""", new[] { "LTCUSDT", "BTCUSDT" })]
    public async Task Exchange_info_can_be_asked_for_some_symbols(string query, string[] expected)
    {
        await using var exchange = await RunningExchange.StartAsync();

        var info = await exchange.JsonAsync($"/api/v3/exchangeInfo?{query}");

        Assert.Equal(expected, info.GetProperty("symbols").EnumerateArray()
            .Select(symbol => symbol.GetProperty("symbol").GetString()));
    }

    [Theory]
    [InlineData("""symbols=["BTCUSDT","NOSUCH"]""", "-1121")]
    [InlineData("symbols=BTCUSDT", "-1130")]
    [InlineData("symbols=[1]", "-1130")]
    public async Task One_wrong_symbol_fails_the_whole_exchange_info(string query, string code)
    {
        await using var exchange = await RunningExchange.StartAsync();

        using var response = await exchange.GetAsync($"/api/v3/exchangeInfo?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_exchange_client_reads_what_the_exchange_serves()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var client = new BinanceClient(exchange.Http);

        var klines = await client.GetKlinesAsync(
            Symbol.Parse("BTCUSDT"), null, null, 10, TestContext.Current.CancellationToken);
        var unknown = await Assert.ThrowsAsync<BinanceException>(() => client.GetKlinesAsync(
            Symbol.Parse("NOSUCH"), null, null, 10, TestContext.Current.CancellationToken));

        Assert.Equal((10, 0), (klines.Candles.Count, klines.Malformed.Count));
        Assert.Equal(BinanceErrorKind.UnknownSymbol, unknown.Kind);
        Assert.Equal(4, client.UsedWeight);
    }
}
