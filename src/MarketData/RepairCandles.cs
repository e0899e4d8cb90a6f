namespace ServerlessPipeline.MarketData;

/// <summary>What one repair file may hold: possible candles of one symbol and one UTC day, in ascending order.</summary>
internal sealed class RepairCandles
{
    private Candle? _last;

    /// <summary>Null if the candle fits in with those admitted so far, and is now the last of them.</summary>
    public CandleViolation? Admit(Candle candle)
    {
        var violation = CandleRules.Check(candle) ?? (_last is null ? null : CheckAfter(_last, candle));
        if (violation is null)
        {
            _last = candle;
        }

        return violation;
    }

    private static CandleViolation? CheckAfter(Candle last, Candle candle) =>
        candle.Symbol != last.Symbol
            ? new(CandleColumns.Symbol, candle.Symbol.ToString(), $"is not the file's symbol {last.Symbol}")
            : candle.OpenTime.UtcDateTime.Date != last.OpenTime.UtcDateTime.Date
            ? At(candle, $"is not of the file's day {last.OpenTime.UtcDateTime:yyyy-MM-dd}")
            : candle.OpenTime <= last.OpenTime
            ? At(candle, $"is not after {last.OpenTime.ToUnixTimeMilliseconds()}, the open time before it")
            : null;

    private static CandleViolation At(Candle candle, string reason) =>
        new(CandleColumns.OpenTime, $"{candle.OpenTime.ToUnixTimeMilliseconds()}", reason);
}
