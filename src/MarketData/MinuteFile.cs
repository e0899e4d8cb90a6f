namespace ServerlessPipeline.MarketData;

/// <summary>
/// The format of the minute file: the candles of one minute, one per symbol, as tab-separated text. UTF-8 without a
/// byte order mark; every line, the header included, ends in LF. Times are epoch milliseconds, prices and volumes the
/// venue's own digits. There is one spelling of everything, so equal candles give equal bytes.
/// </summary>
public static class MinuteFile
{
    public const string ContentType = "text/tab-separated-values";

    /// <summary>In bytes, the LF included. The longest possible row takes 357.</summary>
    public const int MaxLineLength = 512;

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        CandleColumns.Symbol, CandleColumns.OpenTime, CandleColumns.Open, CandleColumns.High, CandleColumns.Low,
        CandleColumns.Close, CandleColumns.BaseVolume, CandleColumns.CloseTime, CandleColumns.QuoteVolume,
        CandleColumns.TradeCount, CandleColumns.TakerBuyBaseVolume, CandleColumns.TakerBuyQuoteVolume,
    ];

    /// <summary>The first line, without its LF.</summary>
    public static string HeaderLine { get; } = string.Join('\t', Columns);
}
