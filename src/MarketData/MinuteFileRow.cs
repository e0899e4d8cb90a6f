namespace ServerlessPipeline.MarketData;

/// <summary>One data line of a minute file: a candle, or the reason why it is none.</summary>
/// <param name="Number">The data row, counted from 1.</param>
/// <param name="Candle">Null exactly if the row is rejected.</param>
/// <param name="Rejection">Null exactly if the row is a candle.</param>
public readonly record struct MinuteFileRow(int Number, Candle? Candle, RowRejection? Rejection)
{
    /// <summary>The line in the file, whose line 1 is the header.</summary>
    public int Line => Number + 1;
}
