namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>One line of an archive file: a candle, or the reason why it is none.</summary>
/// <param name="Line">Counted from 1, a header included.</param>
/// <param name="Candle">Null exactly if the row is rejected.</param>
/// <param name="Rejection">Null exactly if the row is a candle.</param>
public readonly record struct ArchiveRow(int Line, Candle? Candle, RowRejection? Rejection);
