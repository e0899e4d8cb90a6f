using System.Globalization;

namespace ServerlessPipeline.Fuzz.Engine;

/// <param name="Accepted">Inputs of which something was accepted.</param>
internal sealed record FuzzReport(long Inputs, long Accepted, TimeSpan Elapsed, IReadOnlyList<Finding> Findings)
{
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Inputs:N0} inputs in {Elapsed.TotalSeconds:F0} s ({Inputs / Elapsed.TotalSeconds:N0}/s), {Accepted:N0} accepted, {Findings.Count} findings");

    public override string ToString() => Summary + string.Concat(Findings.Select(finding => $"\n  {finding}"));
}
