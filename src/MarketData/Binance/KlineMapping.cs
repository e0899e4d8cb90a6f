using System.Text;

namespace ServerlessPipeline.MarketData.Binance;

internal static class KlineMapping
{
    /// <exception cref="FormatException">A value is not what its field holds; the message names both.</exception>
    public static Candle ToCandle(this KlinePayload kline, Symbol symbol) => new()
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
