using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Targets;

namespace ServerlessPipeline.Fuzz;

/// <summary>A short run of every kind, with other inputs each time. A long one is a command, see CONTRIBUTING.md.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Inputs = 20_000;

    public static TheoryData<string> Kinds { get; } = [.. FuzzTargets.All.Select(target => target.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_input_breaks_a_rule(string kind)
    {
        var seed = Seed.OfEnvironment() ?? Seed.New();
        output.WriteLine($"{Seed.Variable}={seed}");

        var report = new FuzzRun(FuzzTargets.Of(kind), seed, Inputs).Execute();

        output.WriteLine(report.ToString());
        Assert.True(report.Findings.Count == 0, $"Repeat with {Seed.Variable}={seed}.\n{report}");
        Assert.Equal(Inputs, report.Inputs);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Samples_are_accepted_and_a_few_changes_make_others_that_are_not(string kind)
    {
        var target = FuzzTargets.Of(kind);
        var corpus = Corpus.Of(target);
        var seed = Seed.New();

        var valid = Corpus.Valid(target);
        var accepted = valid.Count(target.Run);
        var changed = Enumerable.Range(0, 500).Count(i => target.Run(target.Input(corpus, seed, i)));

        Assert.Equal(valid.Count, accepted);
        Assert.InRange(changed, 5, 495);
    }

    [Fact]
    public void Same_seed_makes_the_same_inputs()
    {
        var target = FuzzTargets.Of("row-message");
        var corpus = Corpus.Of(target);

        Assert.Equal(target.Input(corpus, seed: 1, index: 7), target.Input(corpus, seed: 1, index: 7));
        Assert.NotEqual(target.Input(corpus, seed: 1, index: 7), target.Input(corpus, seed: 2, index: 7));
    }
}
