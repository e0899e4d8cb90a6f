namespace ServerlessPipeline.MarketData;

/// <summary>
/// The data is no minute file at all, as opposed to one with rows that are rejected. The message names the line, the
/// column where there is one, and what was found, shortened and printable.
/// </summary>
public sealed class MinuteFileException : Exception
{
    internal MinuteFileException(int line, string? column, ReadOnlySpan<byte> found, string reason)
        : base($"line {line}{(column is null ? "" : $", column {column}")}: '{Excerpt.Of(found)}' {reason}")
    {
        Line = line;
        Column = column;
    }

    internal MinuteFileException(int line, string message)
        : base(message) => Line = line;

    /// <summary>Counted from 1, the header; 0 where no line is at fault.</summary>
    public int Line { get; }

    public string? Column { get; }
}
