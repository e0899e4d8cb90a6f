using ServerlessPipeline.Bench;
using ServerlessPipeline.Bench.Audit;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Formats;
using ServerlessPipeline.Bench.Functions;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Money;
using ServerlessPipeline.Bench.Report;

var benchmarks = new (string Name, Func<Effort, Task<Section>> RunAsync)[]
{
    ("cold", ColdStartBench.RunAsync),
    ("warm", WarmBench.RunAsync),
    ("chain", ChainBench.RunAsync),
    ("requests", RequestsBench.RunAsync),
    ("formats", FormatsBench.RunAsync),
    ("growth", GrowthBench.RunAsync),
    ("audit", AuditBench.RunAsync),
};

var effort = args.Contains("--quick") ? Effort.Least : Effort.Whole;
var asked = args.Where(argument => !argument.StartsWith('-')).ToArray();
var isAll = asked is ["all"];
var chosen = isAll ? benchmarks : [.. benchmarks.Where(benchmark => asked.Contains(benchmark.Name))];
if (chosen.Length == 0 || (!isAll && chosen.Length != asked.Length))
{
    Console.Error.WriteLine($"Usage: Bench all|{string.Join('|', benchmarks.Select(benchmark => benchmark.Name))} [--quick]");
    return 2;
}

var sections = new List<Section>();
foreach (var benchmark in chosen)
{
    var began = TimeProvider.System.GetTimestamp();
    var section = await benchmark.RunAsync(effort);
    Console.WriteLine(section.Markdown);
    Console.Error.WriteLine($"{section.Name}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
    sections.Add(section);
}

foreach (var target in sections.SelectMany(section => section.Targets))
{
    Console.WriteLine($"{(target.IsMet ? "met    " : "MISSED ")} {target.Says}: {Section.Figure(target.Measured)}, {(target.AtLeast ? "at least" : "at most")} {target.Limit}");
}

if (isAll)
{
    // Rough figures are for a look, and not for the repository.
    var aside = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "bench")).FullName;
    await File.WriteAllTextAsync(
        Path.Combine(effort.Quick ? aside : Path.Combine(Checkout.Root, "bench"), "RESULTS.md"), ResultsFile.Text(sections));
    await File.WriteAllTextAsync(
        Path.Combine(effort.Quick ? aside : Path.Combine(Checkout.Root, "docs"), "cost.md"),
        await CostPage.TextAsync(sections.Single(section => section.Name == "requests").Markdown));
}

return 0;
