using System.Text.Json;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Rest;

/// <summary><c>GET /api/v3/klines</c>, for the interval 1m.</summary>
internal sealed class KlinesEndpoint(IKlineSource source)
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;

    private const string OnlyInterval = "1m";

    public void Write(QueryParameters parameters, long now, Utf8JsonWriter json)
    {
        var symbol = ReadSymbol(parameters.Required("symbol"), Listed(source, now));
        var interval = parameters.Required("interval");
        var start = parameters.OptionalNumber("startTime");
        var end = parameters.OptionalNumber("endTime");
        var limit = parameters.OptionalNumber("limit") ?? DefaultLimit;
        parameters.RefuseUnread();
        if (interval != OnlyInterval)
        {
            throw RequestRefusedException.InvalidInterval();
        }

        if (limit == 0)
        {
            throw RequestRefusedException.InvalidData("limit");
        }

        var range = new KlineRange(
            From: Math.Min(start ?? 0, now + 1),
            To: Math.Min(end ?? now, now),
            Limit: (int)Math.Min(limit, MaxLimit),
            Newest: start is null);
        json.WriteStartArray();
        foreach (var kline in source.Read(symbol, range, now))
        {
            Write(kline, json);
        }

        json.WriteEndArray();
    }

    /// <summary>What is listed now, in the exchange's order.</summary>
    public static IReadOnlyList<Symbol> Listed(IKlineSource source, long now) =>
        [.. source.Symbols.Where(symbol => source.StatusOf(symbol, now) is not null)];

    /// <summary>A symbol that is listed, or the error that Binance gives.</summary>
    public static Symbol ReadSymbol(string text, IReadOnlyList<Symbol> listed)
    {
        if (!Symbol.TryParse(text, out var symbol))
        {
            throw RequestRefusedException.IllegalCharacters("symbol", "^[A-Z0-9-_.]{1,20}$");
        }

        return listed.Contains(symbol) ? symbol : throw RequestRefusedException.InvalidSymbol();
    }

    private static void Write(Kline kline, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteNumberValue(kline.OpenTime);
        json.WriteStringValue(kline.Open);
        json.WriteStringValue(kline.High);
        json.WriteStringValue(kline.Low);
        json.WriteStringValue(kline.Close);
        json.WriteStringValue(kline.BaseVolume);
        json.WriteNumberValue(kline.CloseTime);
        json.WriteStringValue(kline.QuoteVolume);
        json.WriteRawValue(kline.TradeCount);
        json.WriteStringValue(kline.TakerBuyBaseVolume);
        json.WriteStringValue(kline.TakerBuyQuoteVolume);
        json.WriteStringValue("0");
        json.WriteEndArray();
    }
}
