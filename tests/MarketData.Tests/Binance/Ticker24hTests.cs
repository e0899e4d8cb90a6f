using System.Net;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.MarketData.Tests.Binance;

public sealed class Ticker24hTests
{
    // The sample of the exchange's own documentation (rest-api, ticker/24hr; July 2026).
    private const string Sample =
        """
        {"symbol":"BNBBTC","priceChange":"-94.99999800","priceChangePercent":"-95.960","weightedAvgPrice":"0.29628482",
        "prevClosePrice":"0.10002000","lastPrice":"4.00000200","lastQty":"200.00000000","bidPrice":"4.00000000",
        "bidQty":"100.00000000","askPrice":"4.00000200","askQty":"100.00000000","openPrice":"99.00000000",
        "highPrice":"100.00000000","lowPrice":"0.10000000","volume":"8913.30000000","quoteVolume":"15.30000000",
        "openTime":1499783499040,"closeTime":1499869899040,"firstId":28385,"lastId":28460,"count":76}
        """;

    [Fact]
    public async Task Statistics_are_read_with_the_venues_digits()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample);

        var ticker = await AskAsync(handler);

        Assert.Equal("https://data-api.binance.vision/api/v3/ticker/24hr?symbol=BNBBTC", $"{handler.Asked}");
        Assert.Equal(
            new Ticker24h
            {
                Symbol = Symbol.Parse("BNBBTC"),
                OpenTime = DateTimeOffset.FromUnixTimeMilliseconds(1_499_783_499_040),
                CloseTime = DateTimeOffset.FromUnixTimeMilliseconds(1_499_869_899_040),
                Open = 99.00000000m,
                High = 100.00000000m,
                Low = 0.10000000m,
                Last = 4.00000200m,
                BaseVolume = 8913.30000000m,
                QuoteVolume = 15.30000000m,
                TradeCount = 76,
            },
            ticker);
        Assert.Equal("4.00000200", ticker.Last.ToString());
    }

    [Theory]
    [InlineData("\"4.00000200\",\"lastQty\"", "4.00000200,\"lastQty\"", "lastPrice")]
    [InlineData("\"8913.30000000\"", "\"8.9e3\"", "volume")]
    public async Task A_value_of_a_wrong_type_is_a_malformed_answer_that_names_the_field(string right, string wrong, string field)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, Sample.Replace(right, wrong));

        var error = await Assert.ThrowsAsync<BinanceException>(() => AskAsync(handler));

        Assert.Equal(BinanceErrorKind.MalformedAnswer, error.Kind);
        Assert.Contains(field, error.Message);
    }

    private static async Task<Ticker24h> AskAsync(StubHandler handler)
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        return await new BinanceClient(http).GetTicker24hAsync(Symbol.Parse("BNBBTC"), TestContext.Current.CancellationToken);
    }
}
