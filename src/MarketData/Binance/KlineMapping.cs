using System.Text;

namespace ServerlessPipeline.MarketData.Binance;

internal static class KlineMapping
{
    /// <summary>In characters, of what is wrong with a kline: it may quote from it.</summary>
    private const int LongestProblem = 300;

    public static Klines ToKlines(this IReadOnlyList<KlineElement> elements, Symbol symbol)
    {
        var candles = new List<Candle>(elements.Count);
        var malformed = new List<MalformedKline>();
        for (var i = 0; i < elements.Count; i++)
        {
            try
            {
                candles.Add((elements[i].Kline ?? throw new FormatException(elements[i].Problem)).ToCandle(symbol));
            }
            catch (FormatException e)
            {
                malformed.Add(new MalformedKline(i, ToTimeOrNull(elements[i].OpenTime), Excerpt.Of(e.Message, LongestProblem)));
            }
        }

        return new Klines(candles, malformed);
    }

    /// <exception cref="FormatException">A value is not what its field holds; the message names both.</exception>
    private static Candle ToCandle(this KlinePayload kline, Symbol symbol) => new()
    {
        Symbol = symbol,
        OpenTime = ToTime(kline.OpenTime, "open time"),
        Open = ToDecimal(kline.Open, "open"),
        High = ToDecimal(kline.High, "high"),
        Low = ToDecimal(kline.Low, "low"),
        Close = ToDecimal(kline.Close, "close"),
        BaseVolume = ToDecimal(kline.BaseVolume, "base volume"),
        CloseTime = ToTime(kline.CloseTime, "close time"),
        QuoteVolume = ToDecimal(kline.QuoteVolume, "quote volume"),
        TradeCount = kline.TradeCount,
        TakerBuyBaseVolume = ToDecimal(kline.TakerBuyBaseVolume, "taker buy base volume"),
        TakerBuyQuoteVolume = ToDecimal(kline.TakerBuyQuoteVolume, "taker buy quote volume"),
    };

    private static DateTimeOffset? ToTimeOrNull(long? milliseconds)
    {
        try
        {
            return milliseconds is { } known ? ToTime(known, "open time") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Milliseconds since the epoch, as every time in Binance's REST answers.</summary>
    public static DateTimeOffset ToTime(long milliseconds, string field)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException($"{field}: {milliseconds} is not a time in milliseconds", e);
        }
    }

    /// <exception cref="FormatException">The text is no plain decimal; the message names the field and it.</exception>
    public static decimal ToDecimal(string text, string field)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return DecimalText.TryParse(utf8, out var value)
            ? value
            : throw new FormatException($"{field}: '{Excerpt.Of(utf8)}' {DecimalText.WhyNot(utf8)}");
    }
}
