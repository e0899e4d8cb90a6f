using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

/// <summary>
/// Sample, shortened:
/// <code>
/// {"timezone":"UTC","serverTime":1565246363776,
///  "rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
///  "symbols":[{"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","quoteAsset":"BTC"}]}
/// </code>
/// The exchange lists thousands of symbols that nobody here asks for; an odd one spoils no other.
/// </summary>
internal sealed record ExchangeInfoPayload(
    [property: JsonPropertyName("rateLimits")] IReadOnlyList<JsonElement> RateLimits,
    [property: JsonPropertyName("symbols")] IReadOnlyList<ListedSymbolPayload> Symbols);

/// <summary>What is no text is null.</summary>
[JsonConverter(typeof(ListedSymbolPayloadConverter))]
internal sealed record ListedSymbolPayload(string? Symbol, string? Status);

internal sealed class ListedSymbolPayloadConverter : JsonConverter<ListedSymbolPayload>
{
    // So that a null among the symbols gets here.
    public override bool HandleNull => true;

    public override ListedSymbolPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new ListedSymbolPayload(document.RootElement.TextOrNull("symbol"), document.RootElement.TextOrNull("status"));
    }

    public override void Write(Utf8JsonWriter writer, ListedSymbolPayload value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Listings are only read.");
}

internal static class ExchangeInfoMapping
{
    /// <exception cref="FormatException">No limit of weight a minute is announced.</exception>
    public static ExchangeInfo ToExchangeInfo(this ExchangeInfoPayload payload)
    {
        var limit = payload.RateLimits.Select(WeightLimitOrNull).FirstOrDefault(each => each is not null)
            ?? throw new FormatException("rateLimits: has no REQUEST_WEIGHT for one MINUTE");
        var symbols = new List<ListedSymbol>(payload.Symbols.Count);
        var unusable = new List<UnusableListing>();
        foreach (var listing in payload.Symbols)
        {
            if (!Symbol.TryParse(listing.Symbol, out var symbol))
            {
                unusable.Add(new UnusableListing(listing.Symbol ?? "", $"symbol: '{Excerpt.Of(listing.Symbol ?? "")}' is not a symbol"));
            }
            else if (string.IsNullOrEmpty(listing.Status))
            {
                unusable.Add(new UnusableListing(listing.Symbol, "status: it has none"));
            }
            else
            {
                symbols.Add(new ListedSymbol(symbol, Excerpt.Of(listing.Status)));
            }
        }

        return new ExchangeInfo(limit, symbols, unusable);
    }

    /// <summary>Null for what is no text, and for what is no object.</summary>
    public static string? TextOrNull(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value)
                && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            return null;
        }
    }

    private static int? WeightLimitOrNull(JsonElement limit) =>
        limit.TextOrNull("rateLimitType") == "REQUEST_WEIGHT" && limit.TextOrNull("interval") == "MINUTE"
            && NumberOrNull(limit, "intervalNum") == 1 && NumberOrNull(limit, "limit") is > 0 and var number
            ? number
            : null;

    private static int? NumberOrNull(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
