using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>Writes one line of a minute file, field after field, into memory that is long enough for the longest.</summary>
internal ref struct CandleLineWriter(Span<byte> line)
{
    private readonly Span<byte> _line = line;
    private int _length;

    public void Write(Symbol symbol) => End(Encoding.UTF8.GetBytes(symbol.ToString(), _line[_length..]));

    public void Write(DateTimeOffset time) => Write(time.ToUnixTimeMilliseconds());

    public void Write(decimal value) => End(DecimalText.Format(value, _line[_length..]));

    public void Write(long value)
    {
        value.TryFormat(_line[_length..], out var written);
        End(written);
    }

    /// <summary>Ends the line, and gives its length.</summary>
    public readonly int EndLine()
    {
        _line[_length - 1] = (byte)'\n';
        return _length;
    }

    private void End(int written)
    {
        _length += written;
        _line[_length++] = (byte)'\t';
    }
}
