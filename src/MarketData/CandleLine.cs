using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>Reads one line of a minute file, column by column; the first fault found is kept.</summary>
internal ref struct CandleLine
{
    private ReadOnlySpan<byte> _rest;
    private int _column;
    private CandleViolation? _violation;

    private CandleLine(ReadOnlySpan<byte> line) => _rest = line;

    /// <summary>The line's values as a candle, not yet held against <see cref="CandleRules"/>, or what is wrong with it.</summary>
    public static CandleViolation? Parse(ReadOnlySpan<byte> line, out Candle? candle)
    {
        candle = null;
        if (CheckShape(line) is { } violation)
        {
            return violation;
        }

        // Evaluated in this order, which is the order of the columns.
        var fields = new CandleLine(line);
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
        return fields._violation;
    }

    private static CandleViolation? CheckShape(ReadOnlySpan<byte> line)
    {
        var columns = line.Count((byte)'\t') + 1;
        return line.IsEmpty ? WholeLine("is blank")
            : line[^1] == '\r' ? WholeLine("ends in CR LF, not in LF alone")
            : columns != MinuteFile.Columns.Count ? WholeLine($"has {columns} columns, not {MinuteFile.Columns.Count}")
            : null;
    }

    private static CandleViolation WholeLine(string reason) => new("", "", reason);

    private Symbol ReadSymbol()
    {
        var field = Next();
        return SymbolCache.TryGet(field, out var symbol) ? symbol : Fault<Symbol>(field, "is not a symbol");
    }

    private DateTimeOffset ReadTime()
    {
        var field = Next();
        return EpochMilliseconds.TryParse(field, out var time)
            ? time
            : Fault<DateTimeOffset>(field, EpochMilliseconds.Implausible);
    }

    private decimal ReadDecimal()
    {
        var field = Next();
        return DecimalText.TryParse(field, out var value) ? value : Fault<decimal>(field, DecimalText.WhyNot(field));
    }

    private long ReadCount()
    {
        var field = Next();
        return IntegerText.TryParse(field, out var value) ? value : Fault<long>(field, IntegerText.NotInteger);
    }

    private ReadOnlySpan<byte> Next()
    {
        var length = _rest.IndexOf((byte)'\t');
        var field = length < 0 ? _rest : _rest[..length];
        _rest = _rest[(length + 1)..];
        _column++;
        return field;
    }

    private T Fault<T>(ReadOnlySpan<byte> field, string reason)
        where T : struct
    {
        _violation ??= new(MinuteFile.Columns[_column - 1], Encoding.UTF8.GetString(field), reason);
        return default;
    }
}
