using System.Net;
using System.Text;
using System.Text.Json;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>What the exchange answers: every input is the answer to every call, and an error's body.</summary>
internal sealed class BinanceTarget() : FuzzTarget("binance")
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Encoding.UTF8.GetBytes("""{"serverTime":1499827319559}"""),
        Encoding.UTF8.GetBytes("""
            [[1770039600000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1770039659999,"2434.19055334",308,"1756.87402397","28.46694368","0"],
             [1770039660000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1770039719999,"2434.19055334",308,"1756.87402397","28.46694368","0"]]
            """),
        Encoding.UTF8.GetBytes("""
            {"timezone":"UTC","serverTime":1565246363776,
             "rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
             "symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","quoteAsset":"BTC"},
                        {"symbol":"币安人生USDT","status":"BREAK","baseAsset":"币安人生","quoteAsset":"USDT"}]}
            """),
        Encoding.UTF8.GetBytes("""
            {"symbol":"BNBBTC","openPrice":"99.00000000","highPrice":"100.00000000","lowPrice":"0.10000000","lastPrice":"4.00000200",
             "volume":"8913.30000000","quoteVolume":"15.30000000","openTime":1499783499040,"closeTime":1499869899040,"count":76}
            """),
    ];

    public override bool Run(byte[] input)
    {
        using var http = new HttpClient(new Answer(HttpStatusCode.OK, input));
        var client = new BinanceClient(http);
        var klines = Accepted(() => client.GetKlinesAsync(Btc, null, null, 1000, CancellationToken.None));
        if (klines is not null)
        {
            HasTheDigitsOf(input, klines);
        }

        var accepted = (klines is not null)
            | Accepted(async () => (object)await client.GetServerTimeAsync(CancellationToken.None)) is not null
            | Accepted(() => client.GetExchangeInfoAsync(CancellationToken.None)) is not null
            | Accepted(() => client.GetTicker24hAsync(Btc, CancellationToken.None)) is not null;

        using var refusing = new HttpClient(new Answer(HttpStatusCode.BadRequest, input));
        Rule.Holds(Accepted(() => new BinanceClient(refusing).GetExchangeInfoAsync(CancellationToken.None)) is null);
        return accepted;
    }

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random)
    {
        var sample = corpus[random.Next(corpus.Count)];
        return random.Next(2) == 0
            ? ByteMutation.Change(sample, corpus, random)
            : JsonMutation.Change(sample, corpus, fragments: [], random);
    }

    private static T? Accepted<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return call().GetAwaiter().GetResult();
        }
        catch (BinanceException exception)
        {
            Rule.IsFitForALog(exception.Message);
            return null;
        }
    }

    /// <summary>The candles say what the answer says, digit by digit; those that are possible go on unchanged.</summary>
    private static void HasTheDigitsOf(byte[] answer, Klines klines)
    {
        // A mark of the byte order says nothing; who reads a stream passes over it, and this parser does not.
        ReadOnlyMemory<byte> text = answer.AsSpan().StartsWith("\uFEFF"u8) ? answer.AsMemory(3) : answer;
        using var json = JsonDocument.Parse(text);
        Rule.Holds(json.RootElement.GetArrayLength() == klines.Candles.Count + klines.Malformed.Count);
        foreach (var malformed in klines.Malformed)
        {
            Rule.IsFitForALog(malformed.Problem);
        }

        var wellFormed = json.RootElement.EnumerateArray().Where((_, i) => klines.Malformed.All(malformed => malformed.Index != i));
        foreach (var (kline, candle) in wellFormed.Zip(klines.Candles))
        {
            Rule.Holds(kline[0].GetInt64() == candle.OpenTime.ToUnixTimeMilliseconds());
            Rule.Holds(kline[6].GetInt64() == candle.CloseTime.ToUnixTimeMilliseconds());
            Rule.Holds(kline[8].GetInt64() == candle.TradeCount);
            decimal[] values =
            [
                candle.Open, candle.High, candle.Low, candle.Close, candle.BaseVolume, candle.QuoteVolume,
                candle.TakerBuyBaseVolume, candle.TakerBuyQuoteVolume,
            ];
            int[] places = [1, 2, 3, 4, 5, 7, 9, 10];
            Rule.Holds(places.Select(place => kline[place].GetString())
                .SequenceEqual(values.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            if (CandleRules.Check(candle) is null)
            {
                Candles.GoOnUnchanged(candle, 1);
            }
        }
    }

    private sealed class Answer(HttpStatusCode status, byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(body), RequestMessage = request });
    }
}
