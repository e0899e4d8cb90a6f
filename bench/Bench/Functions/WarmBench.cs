using System.Globalization;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>What an invocation takes of a process that runs already.</summary>
internal static class WarmBench
{
    private const int WarmUp = 40;
    private const string Ours = "ours";

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
                (await Subject.FanOutAsync(ours, Ours, number), ours),
                (await Subject.FanOutAsync(twin, "the twin", number), twin),
                (await Subject.WriterAsync(ours, Ours, number), ours),
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
        await using var process = await FunctionProcess.StartAsync(subject.Settings);
        await InvokeAsync(process, subject, WarmUp);

        var used = process.ProcessorTime;
        var times = new List<double>();
        for (var number = 0; number < effort.WarmInvocations; number++)
        {
            times.Add((await process.InvokeAsync(subject.Event)).TotalMilliseconds);
        }

        used = process.ProcessorTime - used;
        var opened = chain.ConnectionsOf(subject.Settings) - connections;
        return
        [
            subject.Rows.ToString(CultureInfo.InvariantCulture),
            subject.Name,
            subject.Variant,
            Section.Figure(Stats.Median(times)),
            Section.Figure(used.TotalMicroseconds / times.Count / subject.Rows),
            subject.Variant == Ours ? Section.Figure(await AllocatedAsync(subject, effort) / 1024) : "",
            opened.ToString(CultureInfo.InvariantCulture),
        ];
    }

    /// <summary>Bytes an invocation, of the same code on a runtime that lets a hook in, which the deployed one is trimmed of.</summary>
    private static async Task<double> AllocatedAsync(Subject subject, Effort effort)
    {
        var (folder, reason) = await Variants.PublishAsync(subject.Name, "managed", Variants.OnLambdasRuntime);
        var allocations = new Allocations();
        await using var process = await FunctionProcess.StartAsync(
            subject.Settings with { Folder = folder ?? throw new InvalidOperationException(reason), Runtime = "dotnet10" },
            allocations.Environment);
        await InvokeAsync(process, subject, WarmUp);
        var before = await allocations.ReadAsync(process.Id);
        await InvokeAsync(process, subject, effort.WarmInvocations);
        return (double)(await allocations.ReadAsync(process.Id) - before) / effort.WarmInvocations;
    }

    private static async Task InvokeAsync(FunctionProcess process, Subject subject, int times)
    {
        for (var number = 0; number < times; number++)
        {
            await process.InvokeAsync(subject.Event);
        }
    }
}
