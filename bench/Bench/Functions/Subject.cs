using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>A function with an event that is real: what it names is there.</summary>
/// <param name="Name">Of the kind of it, such as <c>FanOut</c>.</param>
/// <param name="Variant">Such as <c>the twin</c>.</param>
/// <param name="Program">The file that its runtime opens when it begins to run the function.</param>
/// <param name="Rows">In the event.</param>
internal sealed record Subject(string Name, string Variant, FunctionSettings Settings, string Program, byte[] Event, int Rows)
{
    public static async Task<Subject> FanOutAsync(LocalChain chain, string variant, int rows)
    {
        // It has gone through already, so the function does again what it did, and nothing else is under way.
        await chain.RunAsync(files: 1, rows);
        var head = await chain.S3.GetObjectMetadataAsync(chain.Bucket, chain.LatestKey);
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "events", "fan-out-put.json"));
        var json = JsonNode.Parse(text)!;
        var s3 = json["Records"]![0]!["s3"]!;
        s3["bucket"]!["name"] = chain.Bucket;
        s3["object"]!["key"] = Uri.EscapeDataString(chain.LatestKey);
        s3["object"]!["versionId"] = head.VersionId;
        return new Subject(
            "FanOut", variant, chain.FanOut, ProgramOf(chain.FanOut), Bytes(json), rows);
    }

    public static async Task<Subject> WriterAsync(LocalChain chain, string variant, int rows)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "events", "writer-batch.json"));
        var json = JsonNode.Parse(text)!;
        var record = json["Records"]![0]!;
        var candles = Sample.Candles(rows, Sample.Minute.AddMinutes(200_000 + rows));
        json["Records"] = new JsonArray([.. candles.Select((candle, index) =>
        {
            var message = record.DeepClone();
            message["messageId"] = Guid.NewGuid().ToString();
            message["body"] = new RowMessage(candle, "data_1_min/dt=2026-02-02/1340.tsv", "1", index + 1, candle.CloseTime).ToJson();
            // However long it is measured, it is the event of a file that has just come.
            message["messageAttributes"]![MessageAttributes.UploadedAt]!["stringValue"] =
                MessageAttributes.UploadedAtText(TimeProvider.System.GetUtcNow().AddDays(1));
            return message;
        })]);
        return new Subject(
            "Writer", variant, chain.Writer, ProgramOf(chain.Writer), Bytes(json), rows);
    }

    /// <summary>The twin's handler is named as Python names it, and its module is a file.</summary>
    private static string ProgramOf(FunctionSettings settings) => Path.Combine(
        settings.Folder,
        settings.Handler.Split('.') is [var module, "handler"] ? $"{module}.py" : $"{settings.Handler}.dll");

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
