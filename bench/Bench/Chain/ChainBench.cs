using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;

namespace ServerlessPipeline.Bench.Chain;

/// <summary>Rows a second from object to item, ours and the twin's, in turns against the same local services.</summary>
internal static class ChainBench
{
    private const int Symbols = 500;
    private const int Files = 4;

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("chain", "Throughput of the chain");
        await using var ours = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new ChainSettings()));
        await using var twin = await LocalChain.StartAsync(await PipelineAssembly.TwinAsync(new ChainSettings()));
        // Once unmeasured, so that all processes run.
        await ours.RunAsync(Files, Symbols);
        await twin.RunAsync(Files, Symbols);

        var (ourRuns, twinRuns) = (new List<Run>(), new List<Run>());
        for (var run = 0; run < effort.ChainRuns; run++)
        {
            ourRuns.Add(await Run.OfAsync(ours, Files, Symbols));
            twinRuns.Add(await Run.OfAsync(twin, Files, Symbols));
        }

        var (our, other) = (Median(ourRuns, run => run.RowsPerSecond), Median(twinRuns, run => run.RowsPerSecond));
        section.Say(
            $"{Files} files of {Symbols} rows at once, all rows sent, from their upload until the last row is an item; at most two writers at once, as "
            + $"deployed, and on warm processes; medians of {effort.ChainRuns} runs each, in turns.");
        section.Table(
            ["chain", "rows a second", "FanOut, ms of an invocation", "Writer, ms of an invocation", "writer's invocations", "rows in one"],
            [Row("ours", ourRuns), Row("the twin", twinRuns)]);
        section.Say(
            "Where the time goes: the last row is an item when its file has been fanned out and two writers have worked off the queue. "
            + $"In ours, one of the two writers is busy for {Busy(ourRuns):P0} of the run, in the twin for {Busy(twinRuns):P0}; what is left "
            + "is the first file's fan-out, the window in which a batch gathers, and the local services themselves, which share this machine's "
            + "processors with the functions. In AWS the table's maximum write throughput is the limit, long before any of this.");
        section.Targets.Add(new($"Chain at {Symbols} symbols, all rows: our rows a second, against the twin's", our / other, 5, AtLeast: true));
        return section;
    }

    private static string[] Row(string name, List<Run> runs) =>
    [
        name,
        Section.Figure(Median(runs, run => run.RowsPerSecond)),
        Section.Figure(Median(runs, run => run.FanOut.Milliseconds)),
        Section.Figure(Median(runs, run => run.Writer.Milliseconds)),
        Section.Figure(Median(runs, run => run.Writer.Number)),
        Section.Figure(Median(runs, run => (double)run.Rows / run.Writer.Number)),
    ];

    private static double Busy(List<Run> runs) =>
        Median(runs, run => run.Writer.Milliseconds * run.Writer.Number / 2 / run.Time.TotalMilliseconds);

    private static double Median(List<Run> runs, Func<Run, double> part) => Stats.Median(runs.Select(part));
}
