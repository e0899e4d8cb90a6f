using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// Sample, shortened:
/// <code>
/// {"timezone":"UTC","serverTime":1565246363776,
///  "rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
///  "symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","quoteAsset":"BTC"}]}
/// </code>
/// </summary>
internal sealed record ExchangeInfoPayload(
    [property: JsonPropertyName("rateLimits")] IReadOnlyList<RateLimitPayload?> RateLimits,
    [property: JsonPropertyName("symbols")] IReadOnlyList<ListedSymbolPayload?> Symbols);

internal sealed record RateLimitPayload(
    [property: JsonPropertyName("rateLimitType")] string Type,
    [property: JsonPropertyName("interval")] string Interval,
    [property: JsonPropertyName("intervalNum")] int IntervalCount,
    [property: JsonPropertyName("limit")] int Limit);

internal sealed record ListedSymbolPayload(
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("baseAsset")] string BaseAsset,
    [property: JsonPropertyName("quoteAsset")] string QuoteAsset);

internal static class ExchangeInfoMapping
{
    /// <exception cref="FormatException">No limit of weight a minute is announced, or a symbol is none.</exception>
    public static ExchangeInfo ToExchangeInfo(this ExchangeInfoPayload payload)
    {
        var limit = payload.RateLimits.FirstOrDefault(
            each => each is { Type: "REQUEST_WEIGHT", Interval: "MINUTE", IntervalCount: 1, Limit: > 0 })
            ?? throw new FormatException("rateLimits: has no REQUEST_WEIGHT for one MINUTE");
        return new ExchangeInfo(limit.Limit, [.. payload.Symbols.Select(ToListedSymbol)]);
    }

    private static ListedSymbol ToListedSymbol(ListedSymbolPayload? payload) => payload is null
        ? throw new FormatException("symbols: one of them is null")
        : new(Symbol.Parse(payload.Symbol), payload.Status, payload.BaseAsset, payload.QuoteAsset);
}
