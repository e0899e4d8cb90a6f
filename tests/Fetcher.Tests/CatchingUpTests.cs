using System.Globalization;
using System.Net;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>Minutes that are over already: no waiting is involved, and the clock stands still.</summary>
public sealed class CatchingUpTests
{
    [Fact]
    public async Task Every_minute_becomes_one_file_in_order()
    {
        await using var scene = await Scene.OpenAsync();

        await scene.Fetch("BTCUSDT,ETHUSDT", first: 5, minutes: 5);

        Assert.Equal([.. Enumerable.Range(-5, 5).Select(Scene.Key)], scene.Store.Keys);
        Assert.Empty(scene.SpooledFiles);
    }

    [Fact]
    public async Task Rows_are_the_exchanges_klines_in_the_configured_order()
    {
        await using var scene = await Scene.OpenAsync();

        await scene.Fetch("LTCUSDT,BTCUSDT,ADAUSDT", first: 1, minutes: 1);

        var file = scene.Store.Objects[Scene.Key(-1)];
        Assert.Equal(["LTCUSDT", "BTCUSDT", "ADAUSDT"], file.Symbols);
        Assert.Equal(await KlineAsync(scene, "BTCUSDT", Scene.Minute(-1)), file.Rows[1][1..]);
    }

    [Fact]
    public async Task Upload_is_conditional_and_says_what_it_is_and_when_it_was_fetched()
    {
        await using var scene = await Scene.OpenAsync();

        await scene.Fetch("BTCUSDT", first: 1, minutes: 1);

        var file = scene.Store.Objects[Scene.Key(-1)];
        Assert.Equal("*", file.IfNoneMatch);
        Assert.Equal(MinuteFile.ContentType, file.ContentType);
        Assert.Equal("2026-02-02T13:40:10.000Z", file.Metadata["fetched-at"]);
        Assert.Equal(["fetched-at"], file.Metadata.Keys);
    }

    [Fact]
    public async Task Symbol_without_a_candle_is_left_out_and_named()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT";

        await scene.Fetch("BTCUSDT,ETHUSDT,LTCUSDT", first: 5, minutes: 1);

        var file = scene.Store.Objects[Scene.Key(-5)];
        Assert.Equal(["BTCUSDT", "LTCUSDT"], file.Symbols);
        Assert.Equal("ETHUSDT", file.Metadata["missing-symbols"]);
        Assert.Equal(3, scene.Market.Questions);
    }

    [Fact]
    public async Task Symbol_that_the_exchange_does_not_list_is_named_once_and_never_asked_for()
    {
        await using var scene = await Scene.OpenAsync();

        await scene.Fetch("NOSUCH,BTCUSDT", first: 5, minutes: 2);

        Assert.Contains("\"symbols\":\"NOSUCH\"", scene.Log());
        Assert.All(scene.Store.Objects.Values, file => Assert.Equal(["BTCUSDT"], file.Symbols));
        Assert.All(scene.Store.Objects.Values, file => Assert.DoesNotContain("missing-symbols", file.Metadata.Keys));
        Assert.Equal(2, scene.Market.Questions);
    }

    [Fact]
    public async Task Where_no_symbol_is_listed_the_fetcher_says_so_once_and_asks_for_none()
    {
        await using var scene = await Scene.OpenAsync();

        await scene.Fetch("NOSUCH,NORTHAT", first: 5, minutes: 3);

        Assert.Equal(1, scene.Logged("none of the symbols trades"));
        Assert.Contains("NOSUCH,NORTHAT", scene.Log());
        Assert.Equal(0, scene.Market.Questions);
        Assert.Empty(scene.Store.Keys);
    }

    [Fact]
    public async Task Of_more_symbols_than_the_exchange_has_weight_for_the_first_are_fetched_and_the_others_named_with_the_arithmetic()
    {
        await using var scene = await Scene.OpenAsync(weightLimit: 24);

        await scene.UntilDoneAsync(scene.Fetch(
            "ADAUSDT,BNBUSDT,BTCUSDT,DOGEUSDT,ETHUSDT,LTCUSDT,SOLUSDT,XRPUSDT,TRXUSDT,DOTUSDT,LINKUSDT", first: 5, minutes: 1));

        Assert.Equal(
            ["ADAUSDT", "BNBUSDT", "BTCUSDT", "DOGEUSDT", "ETHUSDT", "LTCUSDT", "SOLUSDT", "XRPUSDT", "TRXUSDT", "DOTUSDT"],
            scene.Store.Objects[Scene.Key(-5)].Symbols);
        Assert.Contains(
            "11 symbols are too many for one address: a minute takes 13 calls (a tenth asked twice) of weight 2 and 1 for the "
            + "clock, 27 in all, and the exchange allows 24 a minute. At most 10 are possible.",
            scene.Log());
        Assert.Contains("\"symbols\":\"LINKUSDT\"", scene.Log());
    }

    [Fact]
    public async Task Impossible_candle_is_left_out()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Market.Alter = kline => kline.Open.StartsWith("0.", StringComparison.Ordinal)
            ? kline with { Low = "9" }
            : kline;

        await scene.Fetch("ADAUSDT,BTCUSDT", first: 1, minutes: 1);

        Assert.Equal("ADAUSDT", scene.Store.Objects[Scene.Key(-1)].Metadata["missing-symbols"]);
    }

    [Fact]
    public async Task Gap_of_the_exchange_itself_is_skipped()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Market.Hides = (_, minute) => minute == Scene.Minute(-4);

        await scene.Fetch("BTCUSDT", first: 5, minutes: 3);

        Assert.Equal([Scene.Key(-5), Scene.Key(-3)], scene.Store.Keys);
    }

    [Fact]
    public async Task File_that_is_there_already_stays_as_it_is()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.Add(Scene.Key(-2), "someone else's");

        await scene.Fetch("BTCUSDT", first: 2, minutes: 2);

        Assert.Equal("someone else's", scene.Store.Objects[Scene.Key(-2)].Content);
        Assert.Contains(Scene.Key(-1), scene.Store.Objects);
        Assert.Empty(scene.SpooledFiles);
    }

    [Fact]
    public async Task Restricted_location_is_named_with_the_other_host_and_asked_again_once_a_minute()
    {
        using var network = new RefusingNetwork();
        await using var scene = await Scene.OpenAsync(network: network);

        var run = scene.Fetch("BTCUSDT", first: 1, minutes: 1);
        var until = scene.Time.GetUtcNow().AddSeconds(290);
        await scene.UntilAsync(() => scene.Time.GetUtcNow() >= until, TimeSpan.FromSeconds(1));
        var asked = network.Refused;
        network.Refuses = false;
        await scene.UntilDoneAsync(run);

        Assert.InRange(asked, 1, 5);
        Assert.Contains("the exchange refuses this location", scene.Log());
        Assert.Contains("data-api.binance.vision", scene.Log());
        Assert.Contains(Scene.Key(-1), scene.Store.Objects);
    }

    /// <summary>The kline's fields as the minute file has them, without symbol.</summary>
    private static async Task<string[]> KlineAsync(Scene scene, string symbol, DateTimeOffset minute)
    {
        using var http = new HttpClient { BaseAddress = scene.Exchange.BaseAddress };
        var candle = (await new BinanceClient(http).GetKlinesAsync(
            Symbol.Parse(symbol), minute, minute, 1, TestContext.Current.CancellationToken)).Candles[0];
        object[] fields =
        [
            candle.OpenTime.ToUnixTimeMilliseconds(),
            candle.Open, candle.High, candle.Low, candle.Close, candle.BaseVolume,
            candle.CloseTime.ToUnixTimeMilliseconds(), candle.QuoteVolume, candle.TradeCount,
            candle.TakerBuyBaseVolume, candle.TakerBuyQuoteVolume,
        ];
        return [.. fields.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture)!)];
    }

    private sealed class RefusingNetwork() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Refuses { get; set; } = true;

        public int Refused { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!Refuses)
            {
                return base.SendAsync(request, cancellationToken);
            }

            Refused++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.UnavailableForLegalReasons) { RequestMessage = request });
        }
    }
}
