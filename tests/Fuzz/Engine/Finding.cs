namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>An input that broke the rule, and how.</summary>
/// <param name="Index">The input's number in its run.</param>
/// <param name="File">Holds the input, to be added to the corpus.</param>
internal sealed record Finding(long Index, string Reason, string File)
{
    public override string ToString() => $"input {Index} ({File}): {Reason}";
}
