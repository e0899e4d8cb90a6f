using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>The fields of one line, read one after the other as what they should be; the first fault found is kept.</summary>
internal ref struct CandleFields
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly byte _separator;
    private readonly IReadOnlyList<string> _columns;
    private readonly int _count;

    private ReadOnlySpan<byte> _rest;
    private int _column;
    private CandleViolation? _violation;

    /// <param name="columns">The names of all columns in their order.</param>
    public CandleFields(ReadOnlySpan<byte> line, byte separator, IReadOnlyList<string> columns)
    {
        _line = line;
        _rest = line;
        _separator = separator;
        _columns = columns;
        _count = columns.Count;
    }

    /// <summary>What is wrong with the line, as far as it has been read, or null.</summary>
    // A line of another shape has a bad value somewhere, but its shape is the better reason.
    public readonly CandleViolation? Violation => _violation is null ? null : CheckShape() ?? _violation;

    /// <summary>A violation that names no column, since the whole line is at fault.</summary>
    public static CandleViolation AtFault(string reason) => new("", "", reason);

    public Symbol ReadSymbol()
    {
        var field = Next();
        return SymbolCache.Shared.TryGet(field, out var symbol) ? symbol : Fault<Symbol>(field, "is not a symbol");
    }

    public DateTimeOffset ReadTime()
    {
        var field = Next();
        return EpochMilliseconds.TryParse(field, out var time)
            ? time
            : Fault<DateTimeOffset>(field, EpochMilliseconds.Implausible);
    }

    /// <summary>Milliseconds, or microseconds, whose fractions of a millisecond are cut off.</summary>
    public DateTimeOffset ReadTimeOfEitherUnit()
    {
        var field = Next();
        return EpochMilliseconds.TryParseEither(field, out var time)
            ? time
            : Fault<DateTimeOffset>(field, EpochMilliseconds.ImplausibleInEither);
    }

    public decimal ReadDecimal()
    {
        var field = Next();
        return DecimalText.TryParse(field, out var value) ? value : Fault<decimal>(field, DecimalText.WhyNot(field));
    }

    public long ReadCount()
    {
        var field = Next();
        return IntegerText.TryParse(field, out var value) ? value : Fault<long>(field, IntegerText.NotInteger);
    }

    private readonly CandleViolation? CheckShape()
    {
        var columns = _line.Count(_separator) + 1;
        return _line.IsEmpty ? AtFault("is blank")
            : _line[^1] == '\r' ? AtFault("ends in CR LF, not in LF alone")
            : columns != _count ? AtFault($"has {columns} columns, not {_count}")
            : null;
    }

    private ReadOnlySpan<byte> Next()
    {
        // The last column takes what is left, so that a further one makes it a bad value.
        var length = ++_column == _count ? -1 : _rest.IndexOf(_separator);
        var field = length < 0 ? _rest : _rest[..length];
        _rest = length < 0 ? [] : _rest[(length + 1)..];
        return field;
    }

    private T Fault<T>(ReadOnlySpan<byte> field, string reason)
        where T : struct
    {
        _violation ??= new(_columns[_column - 1], Encoding.UTF8.GetString(field), reason);
        return default;
    }
}
