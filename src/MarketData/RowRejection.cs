namespace ServerlessPipeline.MarketData;

/// <summary>A line of a file that is not a candle.</summary>
/// <param name="Line">Counted from 1; in a minute file that is the header.</param>
/// <param name="Column">The column at fault; empty if the whole line is.</param>
/// <param name="Value">The column's value as found; empty if the whole line is at fault.</param>
/// <param name="Reason">What is wrong, to be read after the value, such as <c>is not a decimal number</c>.</param>
/// <param name="Text">The line as found, without its LF; shorter than <see cref="MinuteFile.MaxLineLength"/>.</param>
public sealed record RowRejection(int Line, string Column, string Value, string Reason, string Text)
{
    /// <summary>Printable and bounded, such as <c>line 4, column high: '12,5' is not a decimal number</c>.</summary>
    public string Message => Column.Length == 0
        ? $"line {Line}: the line {Reason}"
        : $"line {Line}, column {Column}: '{Excerpt.Of(Value)}' {Reason}";

    public override string ToString() => Message;
}
