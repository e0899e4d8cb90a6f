namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>
/// One line of an archive file of data.binance.vision:
/// <code>1769990400000,9.9090,9.9400,9.9080,9.9220,33341,1769990459999,330979.2550,1122,19174,190351.5320,0</code>
/// Times are milliseconds, or microseconds: spot files since 2025.
/// </summary>
internal static class ArchiveLine
{
    private static readonly string[] Columns =
    [
        CandleColumns.OpenTime, CandleColumns.Open, CandleColumns.High, CandleColumns.Low, CandleColumns.Close,
        CandleColumns.BaseVolume, CandleColumns.CloseTime, CandleColumns.QuoteVolume, CandleColumns.TradeCount,
        CandleColumns.TakerBuyBaseVolume, CandleColumns.TakerBuyQuoteVolume, "ignore",
    ];

    /// <summary>
    /// What is wrong with the line, or null: then <paramref name="candle"/> holds its values, not yet held against
    /// <see cref="CandleRules"/>.
    /// </summary>
    public static CandleViolation? Parse(ReadOnlySpan<byte> line, Symbol symbol, out Candle candle)
    {
        // Evaluated in this order, which is the order of the columns.
        var fields = new CandleFields(line, (byte)',', Columns);
        candle = new Candle
        {
            Symbol = symbol,
            OpenTime = fields.ReadTimeOfEitherUnit(),
            Open = fields.ReadDecimal(),
            High = fields.ReadDecimal(),
            Low = fields.ReadDecimal(),
            Close = fields.ReadDecimal(),
            BaseVolume = fields.ReadDecimal(),
            CloseTime = fields.ReadTimeOfEitherUnit(),
            QuoteVolume = fields.ReadDecimal(),
            TradeCount = fields.ReadCount(),
            TakerBuyBaseVolume = fields.ReadDecimal(),
            TakerBuyQuoteVolume = fields.ReadDecimal(),
        };
        fields.ReadDecimal();
        return fields.Violation;
    }
}
