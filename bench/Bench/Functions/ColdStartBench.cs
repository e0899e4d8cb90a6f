using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>From the start of a function's process to its first answer.</summary>
internal static class ColdStartBench
{
    private const int Rows = 5;
    private const string Twin = "the twin";
    private const string Official = "Amazon's packages, ReadyToRun, on Lambda's runtime";
    private const string Ours = "AwsLite, with the runtime, all ReadyToRun";

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("cold", "Cold start");
        // As deployed: three files, five rows of each.
        var settings = new ChainSettings(Rows, FileLimit: 3);
        await using var ours = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(settings));
        await using var twin = await LocalChain.StartAsync(await PipelineAssembly.TwinAsync(settings));
        var subjects = new List<Subject>
        {
            await Subject.FanOutAsync(ours, Ours, Rows),
            await Subject.FanOutAsync(twin, Twin, Rows),
            await Subject.WriterAsync(ours, Ours, Rows),
            await Subject.WriterAsync(twin, Twin, Rows),
        };
        var missing = new List<string>();
        if (!effort.Quick)
        {
            await AddVariantsAsync(subjects, missing);
        }

        var starts = subjects.ToDictionary(subject => subject, _ => new List<ColdStart>());
        for (var start = 0; start <= effort.ColdStarts; start++)
        {
            foreach (var subject in subjects)
            {
                var measured = await ColdStart.MeasureAsync(subject);
                // The first brings the files into memory.
                if (start > 0)
                {
                    starts[subject].Add(measured);
                }
            }
        }

        Tell(section, effort, starts, missing);
        return section;
    }

    private static async Task AddVariantsAsync(List<Subject> subjects, List<string> missing)
    {
        (string Name, string Folder, bool BringsRuntime, string[] Properties)[] variants =
        [
            (Official, "nuget", false, ["-p:AwsPackages=nuget", .. Variants.OnLambdasRuntime]),
            ("AwsLite, ReadyToRun, on Lambda's runtime", "managed", false, Variants.OnLambdasRuntime),
            ("AwsLite, native AOT", "aot", true, ["-p:NativeFunctions=true"]),
        ];
        foreach (var (name, artifacts, bringsRuntime, properties) in variants)
        {
            foreach (var subject in subjects.Where(subject => subject.Variant == Ours).ToList())
            {
                var (folder, reason) = await Variants.PublishAsync(subject.Name, artifacts, properties);
                if (folder is null)
                {
                    missing.Add($"{name}: not measured, for it cannot be published here ({reason}).");
                    break;
                }

                var program = Path.Combine(folder, Path.GetFileName(subject.Program));
                subjects.Add(subject with
                {
                    Variant = name,
                    // Native code is the program from the first instruction on.
                    Program = File.Exists(program) ? program : Path.Combine(folder, "bootstrap"),
                    Settings = subject.Settings with { Folder = folder, Runtime = bringsRuntime ? "provided.al2023" : "dotnet10" },
                });
            }
        }
    }

    private static void Tell(Section section, Effort effort, Dictionary<Subject, List<ColdStart>> starts, List<string> missing)
    {
        section.Say(
            $"From the start of the process to the first answer, with an event of {Rows} rows; medians of {effort.ColdStarts} starts each, in turns, in "
            + "milliseconds. The runtime's start ends when it opens the function's program, the initialization when the function asks for its "
            + "first event. The processor's time counts all threads: in a small sandbox, which has a part of a processor, it is what the "
            + "wait is made of.");
        section.Table(
            ["function", "made of", "runtime start", "initialization", "first invocation", "all", "processor's time"],
            starts.Select(one => new[]
            {
                one.Key.Name,
                one.Key.Variant,
                Milliseconds(one.Value, start => start.Runtime),
                Milliseconds(one.Value, start => start.Initialization),
                Milliseconds(one.Value, start => start.Invocation),
                Milliseconds(one.Value, start => start.All),
                Milliseconds(one.Value, start => start.Processor),
            }));
        foreach (var reason in missing)
        {
            section.Say(reason);
        }

        foreach (var (subject, measured) in starts.Where(one => one.Key.Variant == Ours))
        {
            Hold(Twin, 0.5);
            Hold(Official, 0.8);

            void Hold(string other, double limit)
            {
                if (starts.FirstOrDefault(one => one.Key.Name == subject.Name && one.Key.Variant == other).Value is { } others)
                {
                    section.Targets.Add(new(
                        $"Cold start of {subject.Name}, against {other}", Median(measured, start => start.All) / Median(others, start => start.All), limit));
                }
            }
        }
    }

    private static double Median(List<ColdStart> starts, Func<ColdStart, TimeSpan> part) =>
        Stats.Median(starts.Select(start => part(start).TotalMilliseconds));

    private static string Milliseconds(List<ColdStart> starts, Func<ColdStart, TimeSpan> part) => Section.Figure(Median(starts, part));
}
