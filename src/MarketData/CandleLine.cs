using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>Reads one line of a minute file, column by column; the first fault found is kept.</summary>
internal ref struct CandleLine
{
    private const int ColumnCount = 12;

    private ReadOnlySpan<byte> _rest;
    private int _column;
    private CandleViolation? _violation;

    private CandleLine(ReadOnlySpan<byte> line) => _rest = line;

    /// <summary>
    /// What is wrong with the line, or null: then <paramref name="candle"/> holds its values, not yet held against
    /// <see cref="CandleRules"/>.
    /// </summary>
    public static CandleViolation? Parse(ReadOnlySpan<byte> line, out Candle candle)
    {
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

        // A line of another shape has a bad value somewhere, but its shape is the better reason.
        return fields._violation is null ? null : CheckShape(line) ?? fields._violation;
    }

    private static CandleViolation? CheckShape(ReadOnlySpan<byte> line)
    {
        var columns = line.Count((byte)'\t') + 1;
        return line.IsEmpty ? AtFault("is blank")
            : line[^1] == '\r' ? AtFault("ends in CR LF, not in LF alone")
            : columns != ColumnCount ? AtFault($"has {columns} columns, not {ColumnCount}")
            : null;
    }

    /// <summary>A violation that names no column, since the whole line is at fault.</summary>
    public static CandleViolation AtFault(string reason) => new("", "", reason);

    private Symbol ReadSymbol()
    {
        var field = Next();
        return SymbolCache.Shared.TryGet(field, out var symbol) ? symbol : Fault<Symbol>(field, "is not a symbol");
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
        // The last column takes what is left, so that a further one makes it a bad value.
        var length = ++_column == ColumnCount ? -1 : _rest.IndexOf((byte)'\t');
        var field = length < 0 ? _rest : _rest[..length];
        _rest = length < 0 ? [] : _rest[(length + 1)..];
        return field;
    }

    private T Fault<T>(ReadOnlySpan<byte> field, string reason)
        where T : struct
    {
        _violation ??= new(MinuteFile.Columns[_column - 1], Encoding.UTF8.GetString(field), reason);
        return default;
    }
}
