namespace ServerlessPipeline.MarketData;

/// <summary>Splits a stream into lines of bounded length, reading only when no whole line is at hand.</summary>
internal sealed class LineReader(Stream source)
{
    private readonly byte[] _buffer = new byte[MinuteFileReader.BufferSize];
    private int _lineStart;
    private int _lineLength;
    private int _next;
    private int _end;

    /// <summary>The number of the line read last, counted from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The line read last, without its LF. Valid until the next is read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>False if the data ended before the line did.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads a line; false if there is none.</summary>
    /// <exception cref="MinuteFileException">The line exceeds <see cref="MinuteFile.MaxLineLength"/>.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) =>
        TryTakeLine() ? ValueTask.FromResult(true) : FillAndReadAsync(cancellationToken);

    private async ValueTask<bool> FillAndReadAsync(CancellationToken cancellationToken)
    {
        do
        {
            _buffer.AsSpan(_next.._end).CopyTo(_buffer);
            _end -= _next;
            _next = 0;

            var count = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return TakeRest();
            }

            _end += count;
        }
        while (!TryTakeLine());

        return true;
    }

    private bool TryTakeLine()
    {
        var rest = _buffer.AsSpan(_next.._end);
        var length = rest.IndexOf((byte)'\n');
        if (length >= MinuteFile.MaxLineLength || (length < 0 && rest.Length >= MinuteFile.MaxLineLength))
        {
            throw new MinuteFileException(
                Number + 1, column: null, rest, $"does not end within {MinuteFile.MaxLineLength} bytes");
        }

        if (length < 0)
        {
            return false;
        }

        Take(length, isComplete: true);
        _next++;
        return true;
    }

    private bool TakeRest()
    {
        if (_next == _end)
        {
            return false;
        }

        Take(_end - _next, isComplete: false);
        return true;
    }

    private void Take(int length, bool isComplete)
    {
        Number++;
        _lineStart = _next;
        _lineLength = length;
        _next += length;
        IsComplete = isComplete;
    }
}
