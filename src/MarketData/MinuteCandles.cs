namespace ServerlessPipeline.MarketData;

/// <summary>What one minute file may hold: possible candles, all of one minute, one per symbol.</summary>
internal sealed class MinuteCandles : IDisposable
{
    private const int MostKept = 8192;

    // Of the file before, emptied: one that grows anew for each file costs more than the rest of its rules.
    private static HashSet<Symbol>? spare;

    private HashSet<Symbol>? _symbols;
    private DateTimeOffset? _minute;

    /// <summary>Null if the candle fits in with those admitted so far, and is now one of them.</summary>
    public CandleViolation? Admit(Candle candle)
    {
        var violation = CandleRules.Check(candle);
        if (violation is not null)
        {
            return violation;
        }

        _minute ??= candle.OpenTime;
        if (candle.OpenTime != _minute)
        {
            return new(
                CandleColumns.OpenTime,
                $"{candle.OpenTime.ToUnixTimeMilliseconds()}",
                $"is not the file's minute {_minute.Value.ToUnixTimeMilliseconds()}");
        }

        _symbols ??= Interlocked.Exchange(ref spare, null) ?? [];
        return _symbols.Add(candle.Symbol)
            ? null
            : new(CandleColumns.Symbol, candle.Symbol.ToString(), "is in the file already");
    }

    public void Dispose()
    {
        if (_symbols is { Count: <= MostKept } symbols)
        {
            symbols.Clear();
            spare = symbols;
        }

        _symbols = null;
    }
}
