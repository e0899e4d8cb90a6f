using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Audit;

/// <summary>The real command over a full table, beside what reading that table costs the SDK alone.</summary>
internal static class AuditBench
{
    private const int Page = 1000;

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("audit", "Audit of the table");
        await using var chain = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new ChainSettings(RowsPerFile: 1, FileLimit: 1)));
        await new FilledTable(chain).FillAsync();
        var where = await chain.WhereAsync();

        var (verified, read, plain, paged, side) = (new List<AuditRun>(), new List<AuditRun>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < effort.ChainRuns; run++)
        {
            verified.Add(await AuditRun.OfAsync([.. where, "--verify"]));
            read.Add(await AuditRun.OfAsync(where));
            plain.Add(await ScanAsync(chain, segments: 1, page: null));
            paged.Add(await ScanAsync(chain, segments: 1, Page));
            side.Add(await ScanAsync(chain, segments: 4, Page));
        }

        var seconds = Stats.Median(verified.Select(run => run.Seconds));
        section.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{FilledTable.Items:N0} items, of 150 minute files of 500 symbols and 18 repair files of a day. `pipeline audit --verify` as a process of its "
            + $"own, its start included, reads the table once, reads each of the {FilledTable.Files} files once and compares every attribute; medians of {effort.ChainRuns} runs, in turns. The local "
            + $"services share the processors with it."));
        var alone = Stats.Median(plain);
        section.Table(
            ["", "seconds", "items a second", "against a plain scan", "peak memory, MB"],
            [
                RowOf("audit --verify", verified),
                RowOf("audit", read),
                Row("SDK alone, one page after the other as the service cuts them: a plain scan", alone),
                Row($"SDK alone, pages of {Page} items", Stats.Median(paged)),
                Row($"SDK alone, pages of {Page} items, four segments side by side", Stats.Median(side)),
            ]);
        section.Say(
            "Where the time goes: the local table is one thread of Node.js, which reads an item, measures it and writes it out as JSON, so that nothing is "
            + "gained there by segments or by other page sizes; what the client adds is the reading of that JSON, and of the files. In DynamoDB itself segments are "
            + "read side by side. The page has a limit for the sake of the memory: four segments hold four pages.");
        section.Targets.Add(new("`audit --verify` of 100,000 items, seconds", seconds * 100_000 / FilledTable.Items, 60));
        section.Targets.Add(new("`audit --verify` of 100,000 items, peak memory in MB", verified.Max(run => run.PeakBytes / 1e6), 200));
        return section;

        string[] Row(string name, double taken, string memory = "") =>
            [name, Section.Figure(taken), Section.Figure(FilledTable.Items / taken), Section.Figure(taken / alone), memory];

        string[] RowOf(string name, List<AuditRun> runs) =>
            Row(name, Stats.Median(runs.Select(run => run.Seconds)), Section.Figure(Stats.Median(runs.Select(run => run.PeakBytes / 1e6))));
    }

    private static async Task<double> ScanAsync(LocalChain chain, int segments, int? page)
    {
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, segments).Select(async segment =>
        {
            var request = new ScanRequest { TableName = ProcessedData.TableName };
            if (segments > 1)
            {
                (request.Segment, request.TotalSegments) = (segment, segments);
            }

            if (page is { } limit)
            {
                request.Limit = limit;
            }

            var count = 0;
            await foreach (var response in chain.DynamoDb.Paginators.Scan(request).Responses)
            {
                count += response.Items.Count;
            }

            return count;
        }));
        return counts.Sum() == FilledTable.Items
            ? TimeProvider.System.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"The scan found {counts.Sum()} items, not {FilledTable.Items}.");
    }

    /// <param name="PeakBytes">The most memory that the process had at once.</param>
    private sealed record AuditRun(double Seconds, long PeakBytes)
    {
        private static readonly TimeSpan Polling = TimeSpan.FromMilliseconds(20);

        public static async Task<AuditRun> OfAsync(IReadOnlyList<string> options)
        {
            var began = TimeProvider.System.GetTimestamp();
            using var audit = Process.Start(new ProcessStartInfo(
                DotnetHost.Path, [Checkout.Program("Cli", "pipeline"), "audit", "--json", .. options])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var output = audit.StandardOutput.ReadToEndAsync();
            long peak = 0;
            while (!audit.HasExited)
            {
                audit.Refresh();
                peak = Math.Max(peak, PeakOf(audit));
                await Task.WhenAny(audit.WaitForExitAsync(), Task.Delay(Polling, TimeProvider.System));
            }

            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var result = JsonNode.Parse(await output)!;
            return (int?)result["items"] == FilledTable.Items && (result["sources"] is not { } sources || IsWhole(sources))
                ? new AuditRun(seconds, peak)
                : throw new InvalidOperationException($"The audit is not well: {result.ToJsonString()[..2000]}");
        }

        private static bool IsWhole(JsonNode sources) =>
            (int?)sources["items"] == FilledTable.Items && (int?)sources["files"] == FilledTable.Files
            && (int?)sources["differing"] == 0 && (int?)sources["unverified"] == 0;

        private static long PeakOf(Process process)
        {
            try
            {
                return process.PeakWorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It has ended meanwhile.
                return 0;
            }
        }
    }
}
