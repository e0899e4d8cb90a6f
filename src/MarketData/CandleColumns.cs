namespace ServerlessPipeline.MarketData;

/// <summary>The names of a candle's values, the same in the minute file, in row messages and in the table.</summary>
internal static class CandleColumns
{
    public const string Symbol = "symbol";
    public const string OpenTime = "open_time";
    public const string Open = "open";
    public const string High = "high";
    public const string Low = "low";
    public const string Close = "close";
    public const string BaseVolume = "base_volume";
    public const string CloseTime = "close_time";
    public const string QuoteVolume = "quote_volume";
    public const string TradeCount = "trade_count";
    public const string TakerBuyBaseVolume = "taker_buy_base_volume";
    public const string TakerBuyQuoteVolume = "taker_buy_quote_volume";
}
