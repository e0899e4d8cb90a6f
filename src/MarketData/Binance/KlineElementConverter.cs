using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.MarketData.Binance;

internal sealed class KlineElementConverter : JsonConverter<KlineElement>
{
    // So that a null among the klines gets here.
    public override bool HandleNull => true;

    public override KlineElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        long? openTime = null;
        try
        {
            var kline = ReadKline(ref reader, ref openTime);
            return new KlineElement(kline, openTime, Problem: null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Where it is no JSON at all, this throws, too.
            reader = start;
            reader.TrySkip();
            return new KlineElement(Kline: null, openTime, e.Message);
        }
    }

    public override void Write(Utf8JsonWriter writer, KlineElement value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Klines are only read.");

    private static KlinePayload ReadKline(ref Utf8JsonReader reader, ref long? openTime)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            throw Unexpected(ref reader, "kline", "an array");
        }

        openTime = ReadInteger(ref reader, "open time");
        var kline = new KlinePayload(
            OpenTime: openTime.Value,
            Open: ReadText(ref reader, "open"),
            High: ReadText(ref reader, "high"),
            Low: ReadText(ref reader, "low"),
            Close: ReadText(ref reader, "close"),
            BaseVolume: ReadText(ref reader, "base volume"),
            CloseTime: ReadInteger(ref reader, "close time"),
            QuoteVolume: ReadText(ref reader, "quote volume"),
            TradeCount: ReadInteger(ref reader, "trade count"),
            TakerBuyBaseVolume: ReadText(ref reader, "taker buy base volume"),
            TakerBuyQuoteVolume: ReadText(ref reader, "taker buy quote volume"));

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            // The whole kline is at hand, but not the whole answer, and then Skip throws.
            reader.TrySkip();
        }

        return kline;
    }

    private static long ReadInteger(ref Utf8JsonReader reader, string field) =>
        reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var value)
            ? value
            : throw Unexpected(ref reader, field, "an integer");

    private static string ReadText(ref Utf8JsonReader reader, string field) =>
        reader.Read() && reader.TokenType is JsonTokenType.String
            ? reader.GetString()!
            : throw Unexpected(ref reader, field, "a string");

    private static JsonException Unexpected(ref Utf8JsonReader reader, string field, string expected)
    {
        var found = reader.TokenType is JsonTokenType.String or JsonTokenType.Number
            ? Excerpt.Of(reader.ValueSpan)
            : reader.TokenType.ToString();
        return new JsonException($"{field}: {expected} was expected, not {found}");
    }
}
