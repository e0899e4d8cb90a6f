using System.Globalization;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.Bench.Measuring;
using ServerlessPipeline.Bench.Report;

namespace ServerlessPipeline.Bench.Money;

/// <summary>Requests for each row, ours and the twin's, and what they cost.</summary>
internal static class RequestsBench
{
    /// <summary>How the product is set, how it is at 500 symbols with all rows, and at every symbol that there is.</summary>
    private static readonly (int Rows, int Files, double? Limit)[] Scenarios = [(5, 6, 0.45), (500, 2, 0.16), (3000, 1, null)];

    public static async Task<Section> RunAsync(Effort effort)
    {
        var section = new Section("requests", "Requests and money");
        await using var ours = await LocalChain.StartAsync(await PipelineAssembly.OursAsync(new ChainSettings()));
        await using var twin = await LocalChain.StartAsync(await PipelineAssembly.TwinAsync(new ChainSettings()));
        var counted = new List<Counted>();
        foreach (var (rows, files, limit) in Scenarios.Where(scenario => !effort.Quick || scenario.Rows <= 500))
        {
            var (our, other) = (await CountAsync(ours, rows, files), await CountAsync(twin, rows, files));
            counted.Add(new Counted(rows, files, our, other));
            if (limit is { } most)
            {
                section.Targets.Add(new($"Requests for a row at {rows} rows a file, against the twin's", our.PerRow / other.PerRow, most));
            }
        }

        section.Say(
            "Files one after the other, as they come minute by minute. Counted where they arrive: objects got, messages sent, items written "
            + "(one or a batch is one request), and the receives and deletes of the poller, which AWS bills as well. Beside these an idle "
            + "poller's empty receives are the same for both.");
        section.Table(
            ["rows a file", "chain", "get", "send", "receive", "delete", "write", "requests for a row", "against the twin's"],
            counted.SelectMany(one => new[] { Row(one, "ours", one.Ours), Row(one, "the twin", one.Twin) }));
        section.Table(
            ["rows a file", "chain", "S3", "SQS", "Lambda", "DynamoDB", "dollars for a million rows", "against the twin's"],
            counted.SelectMany(one => new[] { Bill(one, "ours", one.Ours), Bill(one, "the twin", one.Twin) }));
        return section;
    }

    /// <summary>The first of a chain starts processes, which is not what is counted, but it is what is timed.</summary>
    private static async Task<Total> CountAsync(LocalChain chain, int rows, int files)
    {
        await chain.RunAsync(files: 1, rows);
        var runs = new List<Run>();
        for (var file = 0; file < files; file++)
        {
            runs.Add(await Run.OfAsync(chain, files: 1, rows));
        }

        var sum = runs.Aggregate((one, other) => one + other);
        return new Total(sum, Cost.Of(sum, files, chain.FanOut.MemoryMegabytes / 1024.0));
    }

    private static string[] Row(Counted counted, string name, Total total)
    {
        var requests = total.Run.Requests;
        return
        [
            counted.Rows.ToString(CultureInfo.InvariantCulture), name, .. new[]
            {
                requests.Gets, requests.Sends, requests.Receives, requests.Deletes, requests.Writes,
            }.Select(number => Section.Figure((double)number / total.Run.Rows)),
            Section.Figure(total.PerRow),
            Section.Figure(total.PerRow / counted.Twin.PerRow),
        ];
    }

    private static string[] Bill(Counted counted, string name, Total total) =>
    [
        counted.Rows.ToString(CultureInfo.InvariantCulture), name, .. new[]
        {
            total.Cost.S3, total.Cost.Sqs, total.Cost.Lambda, total.Cost.DynamoDb, total.Cost.Total,
        }.Select(dollars => dollars.ToString("0.00", CultureInfo.InvariantCulture)),
        Section.Figure((double)(total.Cost.Total / counted.Twin.Cost.Total)),
    ];

    private sealed record Total(Run Run, Cost Cost)
    {
        public double PerRow => (double)Run.Requests.ForRows / Run.Rows;
    }

    private sealed record Counted(int Rows, int Files, Total Ours, Total Twin);
}
