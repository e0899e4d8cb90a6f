using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>Which candles a file may hold, by its key.</summary>
internal sealed class KeyRule
{
    private readonly Symbol? _symbol;
    private readonly DateTimeOffset _first;
    private readonly DateTimeOffset _last;

    private KeyRule(Symbol? symbol, DateTimeOffset first, DateTimeOffset last) => (_symbol, _first, _last) = (symbol, first, last);

    /// <summary>Whether a candle was refused so far.</summary>
    public bool HasRefused { get; private set; }

    /// <exception cref="MinuteFileException">No file has such a key.</exception>
    public static KeyRule Of(string key)
    {
        if (MinuteFileKey.TryParse(key, out var minute))
        {
            return new KeyRule(symbol: null, minute, minute);
        }

        return RepairFileKey.Repair.TryParse(key, out var symbol, out var first, out var last)
            || RepairFileKey.Backfill.TryParse(key, out symbol, out first, out last)
            ? new KeyRule(symbol, first, last)
            : throw new MinuteFileException(
                line: 0,
                $"'{Excerpt.Of(key)}' is not the key of a file of the pipeline, such as data_1_min/dt=2026-02-02/1340.tsv or "
                + "backfill_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv");
    }

    /// <summary>Null for a candle that the key allows.</summary>
    public CandleViolation? Check(Candle candle)
    {
        CandleViolation? violation = _symbol is { } symbol && candle.Symbol != symbol
            ? new(CandleColumns.Symbol, candle.Symbol.ToString(), $"is not the file's symbol {symbol}")
            : candle.OpenTime < _first || candle.OpenTime > _last
            ? new(CandleColumns.OpenTime, $"{candle.OpenTime.ToUnixTimeMilliseconds()}", $"is not {Range()}")
            : null;
        HasRefused |= violation is not null;
        return violation;
    }

    private string Range() => _first == _last
        ? $"the file's minute {_first.ToUnixTimeMilliseconds()}"
        : string.Create(CultureInfo.InvariantCulture, $"in the file's minutes {_first.ToUnixTimeMilliseconds()} to {_last.ToUnixTimeMilliseconds()}");
}
