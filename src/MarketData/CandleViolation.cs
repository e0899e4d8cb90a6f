namespace ServerlessPipeline.MarketData;

/// <summary>Why something is not a possible candle.</summary>
/// <param name="Column">The column at fault, as the minute file names it.</param>
/// <param name="Value">The column's value, as the minute file would spell it.</param>
/// <param name="Reason">What is wrong, to be read after the value, such as <c>is below the low 0.1004</c>.</param>
public sealed record CandleViolation(string Column, string Value, string Reason)
{
    /// <summary>Printable and bounded, such as <c>column high: '0.0999' is below the low 0.1000</c>.</summary>
    public string Message => $"column {Column}: '{Excerpt.Of(Value)}' {Reason}";

    public override string ToString() => Message;
}
