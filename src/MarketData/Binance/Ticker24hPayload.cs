using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// Sample, shortened:
/// <code>
/// {"symbol":"BNBBTC","openPrice":"99.00000000","highPrice":"100.00000000","lowPrice":"0.10000000",
///  "lastPrice":"4.00000200","volume":"8913.30000000","quoteVolume":"15.30000000",
///  "openTime":1499783499040,"closeTime":1499869899040,"firstId":28385,"lastId":28460,"count":76}
/// </code>
/// </summary>
internal sealed record Ticker24hPayload(
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("openTime")] long OpenTime,
    [property: JsonPropertyName("closeTime")] long CloseTime,
    [property: JsonPropertyName("openPrice")] string Open,
    [property: JsonPropertyName("highPrice")] string High,
    [property: JsonPropertyName("lowPrice")] string Low,
    [property: JsonPropertyName("lastPrice")] string Last,
    [property: JsonPropertyName("volume")] string BaseVolume,
    [property: JsonPropertyName("quoteVolume")] string QuoteVolume,
    [property: JsonPropertyName("count")] long TradeCount);

internal static class Ticker24hMapping
{
    /// <exception cref="FormatException">A value is not what its field holds; the message names both.</exception>
    public static Ticker24h ToTicker(this Ticker24hPayload payload) => new()
    {
        Symbol = Symbol.Parse(payload.Symbol),
        OpenTime = KlineMapping.ToTime(payload.OpenTime, "openTime"),
        CloseTime = KlineMapping.ToTime(payload.CloseTime, "closeTime"),
        Open = KlineMapping.ToDecimal(payload.Open, "openPrice"),
        High = KlineMapping.ToDecimal(payload.High, "highPrice"),
        Low = KlineMapping.ToDecimal(payload.Low, "lowPrice"),
        Last = KlineMapping.ToDecimal(payload.Last, "lastPrice"),
        BaseVolume = KlineMapping.ToDecimal(payload.BaseVolume, "volume"),
        QuoteVolume = KlineMapping.ToDecimal(payload.QuoteVolume, "quoteVolume"),
        TradeCount = payload.TradeCount,
    };
}
