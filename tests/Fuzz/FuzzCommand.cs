using System.CommandLine;
using System.Globalization;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Targets;

namespace ServerlessPipeline.Fuzz;

/// <summary>The long run: <c>dotnet run -c Release --project tests/Fuzz -- --kind all --inputs 1000000</c>.</summary>
internal static class FuzzCommand
{
    public static readonly Option<string> Kind = new("--kind")
    {
        Description = $"What is fuzzed: all, {string.Join(", ", FuzzTargets.All.Select(target => target.Kind))}.",
        Required = true,
    };

    private static readonly Option<long> Inputs = new("--inputs")
    {
        Description = "How many inputs of each kind.",
        DefaultValueFactory = _ => 1_000_000,
    };

    private static readonly Option<long?> Seed = new("--seed")
    {
        Description = "Makes the same inputs again. [default: another one each run]",
    };

    /// <returns>0 without findings, 1 with some.</returns>
    public static int Run(string[] args)
    {
        var command = new RootCommand("Feeds hostile input to the product's readers.") { Kind, Inputs, Seed };
        Kind.AcceptOnlyFromAmong(["all", .. FuzzTargets.All.Select(target => target.Kind)]);
        command.SetAction(result => Run(
            result.GetRequiredValue(Kind), result.GetValue(Inputs), result.GetValue(Seed) ?? Engine.Seed.New()));
        return command.Parse(args).Invoke();
    }

    private static int Run(string kind, long inputs, long seed)
    {
        Console.WriteLine($"Seed {seed}; {inputs.ToString("N0", CultureInfo.InvariantCulture)} inputs of each kind.");
        var findings = 0;
        foreach (var target in FuzzTargets.All.Where(target => kind == "all" || kind == target.Kind))
        {
            var run = new FuzzRun(target, seed, inputs);
            var report = run.Execute(progress => Console.WriteLine($"  {target.Kind}: {progress.Summary}"));
            Console.WriteLine($"{target.Kind}: {report}");
            findings += report.Findings.Count;
        }

        Console.WriteLine(findings == 0 ? "Nothing found." : $"{findings} findings; seed {seed}.");
        return findings == 0 ? 0 : 1;
    }
}
