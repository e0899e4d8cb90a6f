using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// A kline as <c>/api/v3/klines</c> sends it: an array in the order of these members, and one more element to ignore.
/// Times are milliseconds; prices and volumes stay the text they are.
/// <code>
/// [1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,
///  "2434.19055334",308,"1756.87402397","28.46694368","0"]
/// </code>
/// </summary>
internal sealed record KlinePayload(
    long OpenTime,
    string Open,
    string High,
    string Low,
    string Close,
    string BaseVolume,
    long CloseTime,
    string QuoteVolume,
    long TradeCount,
    string TakerBuyBaseVolume,
    string TakerBuyQuoteVolume);

/// <summary>One element of an answer of klines: a kline, or why it is none.</summary>
/// <param name="OpenTime">Where it can be read.</param>
[JsonConverter(typeof(KlineElementConverter))]
internal sealed record KlineElement(KlinePayload? Kline, long? OpenTime, string? Problem);
