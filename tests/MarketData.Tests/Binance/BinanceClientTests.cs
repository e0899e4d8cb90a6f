using System.Net;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.MarketData.Tests.Binance;

public sealed class BinanceClientTests
{
    // The sample of the exchange's own documentation (rest-api, klines; July 2026), its times moved to one minute.
    private const string Kline =
        """
        [1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499040059999,
        "2434.19055334",308,"1756.87402397","28.46694368","17928899.62484339"]
        """;

    private static readonly Symbol EthBtc = Symbol.Parse("ETHBTC");

    [Fact]
    public async Task Answer_larger_than_any_buffer_is_read_whole()
    {
        var kline = """[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"]""";
        using var stub = new StubHandler(HttpStatusCode.OK, $"[{string.Join(',', Enumerable.Repeat(kline, BinanceClient.MaxKlines))}]");
        using var http = new HttpClient(stub);

        var klines = await new BinanceClient(http).GetKlinesAsync(EthBtc, null, null, BinanceClient.MaxKlines, Token);

        Assert.Equal(BinanceClient.MaxKlines, klines.Candles.Count);
    }

    [Fact]
    public async Task Kline_becomes_a_candle_with_the_venues_digits()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, $"[{Kline}]");

        var candles = (await KlinesAsync(handler)).Candles;

        Assert.Equal(
            new Candle
            {
                Symbol = EthBtc,
                OpenTime = new DateTimeOffset(2017, 7, 3, 0, 0, 0, TimeSpan.Zero),
                Open = 0.01634790m,
                High = 0.80000000m,
                Low = 0.01575800m,
                Close = 0.01577100m,
                BaseVolume = 148976.11427815m,
                CloseTime = new DateTimeOffset(2017, 7, 3, 0, 0, 59, 999, TimeSpan.Zero),
                QuoteVolume = 2434.19055334m,
                TradeCount = 308,
                TakerBuyBaseVolume = 1756.87402397m,
                TakerBuyQuoteVolume = 28.46694368m,
            },
            Assert.Single(candles));
        Assert.Equal("0.80000000", candles[0].High.ToString());
    }

    [Fact]
    public async Task Request_carries_symbol_interval_limit_and_only_the_given_bounds()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, "[]");

        await KlinesAsync(handler);
        var open = handler.Asked;
        using var http = new HttpClient(handler);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(1_499_040_000_000);
        await new BinanceClient(http).GetKlinesAsync(EthBtc, start, start.AddMinutes(1), 7, Token);

        Assert.Equal("https://data-api.binance.vision/api/v3/klines?symbol=ETHBTC&interval=1m&limit=2", $"{open}");
        Assert.EndsWith("&limit=7&startTime=1499040000000&endTime=1499040060000", $"{handler.Asked}");
    }

    [Fact]
    public async Task Members_that_the_client_does_not_know_are_ignored()
    {
        using var time = new StubHandler(HttpStatusCode.OK, """{"serverTime":1499827319559,"zone":"UTC"}""");
        using var klines = new StubHandler(HttpStatusCode.OK, $"[{Kline.TrimEnd()[..^1]},{{\"new\":[1]}},2]]");

        using var http = new HttpClient(time);
        var serverTime = await new BinanceClient(http).GetServerTimeAsync(Token);
        var candles = (await KlinesAsync(klines)).Candles;

        Assert.Equal(1_499_827_319_559, serverTime.ToUnixTimeMilliseconds());
        Assert.Single(candles);
    }

    [Theory]
    [InlineData("\"0.01634790\"", "0.01634790", "open:")]
    [InlineData("\"0.80000000\"", "null", "high:")]
    [InlineData("\"0.80000000\"", "\"\"", "high:")]
    [InlineData("\"0.01575800\"", "\"1e5\"", "low:")]
    [InlineData("\"0.01575800\"", "\"1.00000000000000000000000000000001\"", "low:")]
    [InlineData("1499040000000", "\"1499040000000\"", "open time:")]
    [InlineData("1499040059999", "9223372036854775807", "close time:")]
    [InlineData("308", "308.5", "trade count:")]
    [InlineData(",\"28.46694368\",\"17928899.62484339\"", "", "taker buy quote volume:")]
    [InlineData("1499040059999", "{\"at\":[1499040059999]}", "close time:")]
    public async Task Value_of_a_wrong_type_is_named_with_its_field_and_spoils_its_kline_alone(
        string right, string wrong, string field)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, $"[{Kline},{Kline.Replace(right, wrong)},{Kline}]");

        var klines = await KlinesAsync(handler);

        Assert.Equal(2, klines.Candles.Count);
        var malformed = Assert.Single(klines.Malformed);
        Assert.Equal(1, malformed.Index);
        Assert.Equal(field == "open time:" ? null : klines.Candles[0].OpenTime, malformed.OpenTime);
        Assert.StartsWith(field, malformed.Problem);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{\"t\":[1]}")]
    [InlineData("[1e400]")]
    public async Task What_is_no_kline_at_all_spoils_no_other(string element)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, $"[{Kline},{element},{Kline}]");

        var klines = await KlinesAsync(handler);

        Assert.Equal((2, 1), (klines.Candles.Count, Assert.Single(klines.Malformed).Index));
    }

    [Theory]
    [InlineData("[[1499040000000,\"0.0")]
    [InlineData("[[1499040000000,}]]")]
    public async Task What_is_no_json_is_a_malformed_answer(string body)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, body);

        var error = await Assert.ThrowsAsync<BinanceException>(() => KlinesAsync(handler));

        Assert.Equal(BinanceErrorKind.MalformedAnswer, error.Kind);
    }

    [Fact]
    public async Task Answer_that_stops_after_its_headers_is_given_up()
    {
        using var handler = new SilentBody();
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(0.2) };

        var error = await Assert.ThrowsAsync<BinanceException>(() => new BinanceClient(http).GetServerTimeAsync(Token));

        Assert.Equal(BinanceErrorKind.Unreachable, error.Kind);
    }

    [Theory]
    [InlineData("""{"serverTime":"1499827319559"}""", "serverTime")]
    [InlineData("""{"time":1499827319559}""", "serverTime")]
    [InlineData("<html>", "'<'")]
    [InlineData("null", "null")]
    public async Task Answer_without_a_server_time_is_malformed(string body, string named)
    {
        using var handler = new StubHandler(HttpStatusCode.OK, body);
        using var http = new HttpClient(handler);

        var error = await Assert.ThrowsAsync<BinanceException>(
            () => new BinanceClient(http).GetServerTimeAsync(Token));

        Assert.Equal(BinanceErrorKind.MalformedAnswer, error.Kind);
        Assert.Contains(named, error.Message);
    }

    [Theory]
    [InlineData(400, """{"code":-1121,"msg":"Invalid symbol."}""", BinanceErrorKind.UnknownSymbol, -1121)]
    [InlineData(400, """{"code":-1100,"msg":"Illegal characters."}""", BinanceErrorKind.Rejected, -1100)]
    [InlineData(403, "<html>", BinanceErrorKind.Banned, null)]
    [InlineData(418, """{"code":-1003,"msg":"Banned."}""", BinanceErrorKind.Banned, -1003)]
    [InlineData(429, """{"code":-1003,"msg":"Too much."}""", BinanceErrorKind.RateLimited, -1003)]
    [InlineData(503, "", BinanceErrorKind.ServerError, null)]
    [InlineData(451, "", BinanceErrorKind.RestrictedLocation, null)]
    public async Task Error_is_told_apart_by_status_and_code(
        int status, string body, BinanceErrorKind kind, int? code)
    {
        using var handler = new StubHandler((HttpStatusCode)status, body);

        var error = await Assert.ThrowsAsync<BinanceException>(() => KlinesAsync(handler));

        Assert.Equal((kind, code), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Rate_limit_says_how_long_to_wait_and_what_was_used()
    {
        using var handler = new StubHandler(HttpStatusCode.TooManyRequests, """{"code":-1003,"msg":"Too much."}""")
        {
            Headers = { ["Retry-After"] = "17", ["X-MBX-USED-WEIGHT-1M"] = "6001" },
        };

        var error = await Assert.ThrowsAsync<BinanceException>(() => KlinesAsync(handler));

        Assert.Equal(TimeSpan.FromSeconds(17), error.RetryAfter);
        Assert.Equal(6001, error.UsedWeight);
    }

    [Fact]
    public async Task Used_weight_is_that_of_the_latest_answer()
    {
        using var handler = new StubHandler(HttpStatusCode.OK, "[]") { Headers = { ["X-MBX-USED-WEIGHT-1M"] = "42" } };
        using var http = new HttpClient(handler);
        var client = new BinanceClient(http);

        await client.GetKlinesAsync(EthBtc, null, null, 1, Token);

        Assert.Equal(42, client.UsedWeight);
    }

    [Fact]
    public async Task Restricted_location_names_the_host_to_use_instead()
    {
        using var handler = new StubHandler(HttpStatusCode.UnavailableForLegalReasons, "");
        using var http = new HttpClient(handler) { BaseAddress = new Uri("https://api.binance.com") };

        var error = await Assert.ThrowsAsync<BinanceException>(
            () => new BinanceClient(http).GetServerTimeAsync(Token));

        Assert.Contains("api.binance.com answered 451", error.Message);
        Assert.Contains("data-api.binance.vision", error.Message);
    }

    [Fact]
    public async Task Lost_connections_and_timeouts_are_unreachable_but_cancellation_is_cancellation()
    {
        using var refused = new StubHandler(HttpStatusCode.OK, "") { Failure = new HttpRequestException("refused") };
        using var timedOut = new StubHandler(HttpStatusCode.OK, "") { Failure = new TaskCanceledException("timeout") };
        using var http = new HttpClient(timedOut);

        var first = await Assert.ThrowsAsync<BinanceException>(() => KlinesAsync(refused));
        var second = await Assert.ThrowsAsync<BinanceException>(() => KlinesAsync(timedOut));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new BinanceClient(http).GetServerTimeAsync(new CancellationToken(canceled: true)));

        Assert.Equal(BinanceErrorKind.Unreachable, first.Kind);
        Assert.Equal(BinanceErrorKind.Unreachable, second.Kind);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<Klines> KlinesAsync(StubHandler handler)
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        return await new BinanceClient(http).GetKlinesAsync(EthBtc, null, null, 2, Token);
    }

    private sealed class SilentBody : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new NeverEnding() });

        private sealed class NeverEnding : HttpContent
        {
            protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
                SerializeToStreamAsync(stream, context, CancellationToken.None);

            protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
                Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

            protected override bool TryComputeLength(out long length)
            {
                length = 0;
                return false;
            }
        }
    }
}
