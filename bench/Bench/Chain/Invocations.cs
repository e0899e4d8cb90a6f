using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Lambda;

namespace ServerlessPipeline.Bench.Chain;

/// <summary>A function's invocations, from the reports in its log.</summary>
/// <param name="Total">Of all durations.</param>
internal sealed record Invocations(int Number, TimeSpan Total)
{
    /// <summary>Of one.</summary>
    public double Milliseconds => Number == 0 ? 0 : Total.TotalMilliseconds / Number;

    public static Invocations operator +(Invocations one, Invocations other) =>
        new(one.Number + other.Number, one.Total + other.Total);

    public static Invocations operator -(Invocations after, Invocations before) =>
        new(after.Number - before.Number, after.Total - before.Total);

    public static Invocations Of(LocalChain chain, FunctionSettings function)
    {
        var durations = chain.Logs(function)
            .Split('\n')
            .Where(line => line.Contains("\"platform.report\"", StringComparison.Ordinal))
            .Select(line => (double)JsonNode.Parse(line)!["record"]!["metrics"]!["durationMs"]!)
            .ToList();
        return new Invocations(durations.Count, TimeSpan.FromMilliseconds(durations.Sum()));
    }
}
