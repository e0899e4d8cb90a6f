using System.Text.Json;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary>
/// <c>GET /api/v3/exchangeInfo</c>, for all symbols or those of <c>symbol</c> or <c>symbols</c> (a JSON array). Of each
/// symbol it tells what concerns market data; orders cannot be placed here, so their filters and types are left out.
/// </summary>
internal sealed class ExchangeInfoEndpoint(IKlineSource source, int weightLimit)
{
    private static readonly string[] QuoteAssets =
        ["USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "GBP", "TRY", "BRL", "JPY", "IDR"];

    public void Write(QueryParameters parameters, long now, Utf8JsonWriter json)
    {
        var symbols = ReadSymbols(parameters, now);
        // There are none to show here.
        _ = parameters.Optional("showPermissionSets");
        parameters.RefuseUnread();

        json.WriteStartObject();
        json.WriteString("timezone", "UTC");
        json.WriteNumber("serverTime", now);
        json.WriteStartArray("rateLimits");
        json.WriteStartObject();
        json.WriteString("rateLimitType", "REQUEST_WEIGHT");
        json.WriteString("interval", "MINUTE");
        json.WriteNumber("intervalNum", 1);
        json.WriteNumber("limit", weightLimit);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters");
        json.WriteEndArray();
        json.WriteStartArray("symbols");
        foreach (var symbol in symbols)
        {
            Write(symbol.ToString(), source.StatusOf(symbol, now) ?? "", json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IReadOnlyList<Symbol> ReadSymbols(QueryParameters parameters, long now)
    {
        var listed = KlinesEndpoint.Listed(source, now);
        if (parameters.Optional("symbol") is { } one)
        {
            return [KlinesEndpoint.ReadSymbol(one, listed)];
        }

        if (parameters.Optional("symbols") is not { } list)
        {
            return listed;
        }

        try
        {
            using var document = JsonDocument.Parse(list);
            return [.. document.RootElement.EnumerateArray()
                .Select(element => KlinesEndpoint.ReadSymbol(element.GetString() ?? "", listed))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw RequestRefusedException.InvalidData("symbols");
        }
    }

    private static void Write(string symbol, string status, Utf8JsonWriter json)
    {
        var quote = QuoteAssets.FirstOrDefault(
            asset => symbol.Length > asset.Length && symbol.EndsWith(asset, StringComparison.Ordinal)) ?? "";
        json.WriteStartObject();
        json.WriteString("symbol", symbol);
        json.WriteString("status", status);
        json.WriteString("baseAsset", symbol[..^quote.Length]);
        json.WriteNumber("baseAssetPrecision", 8);
        json.WriteString("quoteAsset", quote);
        json.WriteNumber("quotePrecision", 8);
        json.WriteNumber("quoteAssetPrecision", 8);
        json.WriteBoolean("isSpotTradingAllowed", value: true);
        json.WriteEndObject();
    }
}
