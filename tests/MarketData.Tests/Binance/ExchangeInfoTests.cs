using System.Net;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.MarketData.Tests.Binance;

public sealed class ExchangeInfoTests
{
    // The sample of the exchange's own documentation (rest-api, exchangeInfo; July 2026), its filters left out.
    private const string Sample =
        """
        {"timezone":"UTC","serverTime":1565246363776,
        "rateLimits":[{"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":61000},
        {"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
        "exchangeFilters":[],
        "symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","baseAssetPrecision":8,"quoteAsset":"BTC",
        "quotePrecision":8,"quoteAssetPrecision":8,"orderTypes":["LIMIT"],"isSpotTradingAllowed":true},
        {"symbol":"BCCBTC","status":"BREAK","baseAsset":"BCC","quoteAsset":"BTC"}],
        "sors":[{"baseAsset":"BTC","symbols":["BTCUSDT","BTCUSDC"]}]}
        """;

    [Fact]
    public async Task Listed_symbols_and_the_limit_of_weight_are_read()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample);

        var info = await AskAsync(handler);

        Assert.Equal(6000, info.WeightLimit);
        Assert.Equal(
            [new(Symbol.Parse("ETHBTC"), "TRADING"), new(Symbol.Parse("BCCBTC"), "BREAK")], info.Symbols);
        Assert.Equal([true, false], info.Symbols.Select(symbol => symbol.IsTrading));
        Assert.Empty(info.Unusable);
    }

    [Theory]
    [InlineData("{\"symbol\":\"ABCDEFGHIJKLMNOPQRSTUVWXYZ\",\"status\":\"TRADING\"}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "is not a symbol")]
    [InlineData("{\"symbol\":\"ethUSDT\",\"status\":\"TRADING\"}", "ethUSDT", "is not a symbol")]
    [InlineData("{\"symbol\":\"\\ud83d\",\"status\":\"TRADING\"}", "", "symbol:")]
    [InlineData("{\"symbol\":7,\"status\":\"TRADING\"}", "", "symbol:")]
    [InlineData("{\"symbol\":\"ETHUSDT\"}", "ETHUSDT", "status:")]
    [InlineData("{\"symbol\":\"ETHUSDT\",\"status\":1}", "ETHUSDT", "status:")]
    [InlineData("null", "", "symbol:")]
    [InlineData("[\"ETHUSDT\"]", "", "symbol:")]
    public async Task Odd_listing_is_named_and_spoils_no_other(string listing, string name, string problem)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample.Replace("\"symbols\":[{", $"\"symbols\":[{listing},{{"));

        var info = await AskAsync(handler);

        Assert.Equal(["ETHBTC", "BCCBTC"], info.Symbols.Select(symbol => $"{symbol.Symbol}"));
        var unusable = Assert.Single(info.Unusable);
        Assert.Equal(name, unusable.Name);
        Assert.Contains(problem, unusable.Problem);
    }

    [Fact]
    public async Task Odd_limit_spoils_no_other()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample.Replace("\"rateLimits\":[{", "\"rateLimits\":[null,{\"limit\":1e99},{"));

        Assert.Equal(6000, (await AskAsync(handler)).WeightLimit);
    }

    [Theory]
    [InlineData("REQUEST_WEIGHT", "ORDERS", "rateLimits")]
    [InlineData("6000", "0", "rateLimits")]
    [InlineData("\"symbols\":[{\"symbol\"", "\"others\":[{\"symbol\"", "symbols")]
    public async Task An_answer_without_them_is_malformed_and_says_what_is_wrong(string right, string wrong, string named)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample.Replace(right, wrong));

        var error = await Assert.ThrowsAsync<BinanceException>(() => AskAsync(handler));

        Assert.Equal(BinanceErrorKind.MalformedAnswer, error.Kind);
        Assert.Contains(named, error.Message);
    }

    private static async Task<ExchangeInfo> AskAsync(StubHandler handler)
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        return await new BinanceClient(http).GetExchangeInfoAsync(TestContext.Current.CancellationToken);
    }
}
