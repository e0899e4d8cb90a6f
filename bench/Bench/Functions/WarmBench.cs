using System.Globalization;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>What an invocation takes of a process that runs already.</summary>
internal static class WarmBench
{
    private const int WarmUp = 40;

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("warm", "Warm path");
        await using var ours = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new ChainSettings()));
        await using var twin = await LocalChain.StartAsync(await PipelineAssembly.TwinAsync(new ChainSettings()));
        var rows = new List<string[]>();
        foreach (var number in new[] { 5, 100 })
        {
            var functions = new (Subject Subject, LocalChain Chain)[]
            {
                (await Subject.FanOutAsync(ours, "ours", number), ours),
                (await Subject.FanOutAsync(twin, "the twin", number), twin),
                (await Subject.WriterAsync(ours, "ours", number), ours),
                (await Subject.WriterAsync(twin, "the twin", number), twin),
            };
            foreach (var (subject, chain) in functions)
            {
                rows.Add(await MeasureAsync(subject, chain, effort));
            }
        }

        section.Say(
            $"Invocations of a process after {WarmUp} others, medians of {effort.WarmInvocations}. The time includes the local services' own, which "
            + "are nearer than AWS's. Connections are those to the services over all of the invocations, opened by one process. What ours "
            + "allocates, the process itself says.");
        section.Table(
            ["rows", "function", "made of", "ms an invocation", "processor's µs a row", "KB allocated an invocation", "connections"], rows);
        return section;
    }

    private static async Task<string[]> MeasureAsync(Subject subject, LocalChain chain, Effort effort)
    {
        // The processes of the chain itself have connections of their own.
        var connections = chain.ConnectionsOf(subject.Settings);
        var allocations = subject.Variant == "ours" ? new Allocations() : null;
        await using var process = await FunctionProcess.StartAsync(subject.Settings, allocations?.Environment);
        for (var number = 0; number < WarmUp; number++)
        {
            await process.InvokeAsync(subject.Event);
        }

        var used = process.ProcessorTime;
        var allocated = allocations is null ? 0 : await allocations.ReadAsync(process.Id);
        var times = new List<double>();
        for (var number = 0; number < effort.WarmInvocations; number++)
        {
            times.Add((await process.InvokeAsync(subject.Event)).TotalMilliseconds);
        }

        allocated = allocations is null ? 0 : await allocations.ReadAsync(process.Id) - allocated;
        used = process.ProcessorTime - used;
        return
        [
            subject.Rows.ToString(CultureInfo.InvariantCulture),
            subject.Name,
            subject.Variant,
            Section.Figure(Stats.Median(times)),
            Section.Figure(used.TotalMicroseconds / times.Count / subject.Rows),
            allocations is null ? "" : Section.Figure(allocated / 1024.0 / times.Count),
            (chain.ConnectionsOf(subject.Settings) - connections).ToString(CultureInfo.InvariantCulture),
        ];
    }
}
