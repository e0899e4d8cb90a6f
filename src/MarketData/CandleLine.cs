namespace ServerlessPipeline.MarketData;

/// <summary>One line of a minute file.</summary>
internal static class CandleLine
{
    /// <summary>
    /// What is wrong with the line, or null: then <paramref name="candle"/> holds its values, not yet held against
    /// <see cref="CandleRules"/>.
    /// </summary>
    public static CandleViolation? Parse(ReadOnlySpan<byte> line, out Candle candle)
    {
        // Evaluated in this order, which is the order of the columns.
        var fields = new CandleFields(line, (byte)'\t', MinuteFile.Columns);
        candle = new Candle
        {
            Symbol = fields.ReadSymbol(),
            OpenTime = fields.ReadTime(),
            Open = fields.ReadDecimal(),
            High = fields.ReadDecimal(),
            Low = fields.ReadDecimal(),
            Close = fields.ReadDecimal(),
            BaseVolume = fields.ReadDecimal(),
            CloseTime = fields.ReadTime(),
            QuoteVolume = fields.ReadDecimal(),
            TradeCount = fields.ReadCount(),
            TakerBuyBaseVolume = fields.ReadDecimal(),
            TakerBuyQuoteVolume = fields.ReadDecimal(),
        };
        return fields.Violation;
    }
}
