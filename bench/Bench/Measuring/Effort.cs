namespace ServerlessPipeline.Bench.Measuring;

/// <summary>How much is spent on a figure.</summary>
/// <param name="Rounds">Turns of each contender in a comparison.</param>
/// <param name="RoundTime">How long a turn takes.</param>
/// <param name="ColdStarts">Of each function.</param>
/// <param name="WarmInvocations">Of each function.</param>
/// <param name="ChainRuns">Of each chain.</param>
/// <param name="Symbols">Of the files in growth.</param>
/// <param name="Files">At once, in growth.</param>
internal sealed record Effort(
    bool Quick,
    int Rounds,
    TimeSpan RoundTime,
    int ColdStarts,
    int WarmInvocations,
    int ChainRuns,
    IReadOnlyList<int> Symbols,
    IReadOnlyList<int> Files)
{
    public static readonly Effort Whole = new(
        Quick: false, Rounds: 15, TimeSpan.FromMilliseconds(250), ColdStarts: 21, WarmInvocations: 200, ChainRuns: 5,
        [10, 100, 1000, 3000], [1, 10, 100]);

    public static readonly Effort Least = new(
        Quick: true, Rounds: 5, TimeSpan.FromMilliseconds(100), ColdStarts: 5, WarmInvocations: 40, ChainRuns: 1,
        [10, 100, 1000], [1, 10]);
}
