using System.Text;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using ServerlessPipeline.FanOut;
using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.Fuzz.Mutation;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>What invokes FanOut: the event as its serializer reads it, and then the handler, whose S3 has no object.</summary>
internal sealed class S3EventTarget() : FuzzTarget("s3-event")
{
    private static readonly SourceGeneratorLambdaJsonSerializer<FanOutJson> Serializer = new();

    private static readonly byte[] File = Candles.Written([Candles.Of("BTCUSDT")], repair: false);

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        Encoding.UTF8.GetBytes("""
            {"Records":[
             {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-02-02T13:41:00.712Z",
              "eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","configurationId":"files",
              "bucket":{"name":"files","arn":"arn:aws:s3:::files"},
              "object":{"key":"data_1_min/dt%3D2026-02-02/13+40%2B1.tsv","size":1174,"eTag":"14875209","versionId":"v1","sequencer":"0069"}}},
             {"s3":{"bucket":{"name":"files"},"object":{"key":"repairs_1_min/dt%3D2026-02-02/%E5%B8%81USDT-1340-1409.tsv","eTag":"1"}}},
             {"s3":{"bucket":{"name":"files"},"object":{"key":"data_1_min/dt%3D2026-02-02/1340.tsv","eTag":"2"}}},
             {"s3":{"bucket":{"name":"files"},"object":{"key":"backfill_1_min/dt%3D2026-02-02/BTCUSDT-1340-1409.tsv","eTag":"3"}}}]}
            """),
    ];

    // The SDK's own part of a call that fails.
    public override long AllowedAllocation(byte[] input) => (4L << 20) + (input.Length * 4096L);

    public override bool Run(byte[] input)
    {
        S3Event? s3Event;
        try
        {
            s3Event = Serializer.Deserialize<S3Event>(new MemoryStream(input));
        }
        catch (JsonSerializerException)
        {
            return false;
        }

        foreach (var key in (s3Event?.Records ?? []).Select(record => record?.S3?.Object?.KeyDecoded))
        {
            Rule.Holds(!MinuteFileKey.TryParse(key, out var minute) || MinuteFileKey.For(minute) == key);
            foreach (var keys in new[] { RepairFileKey.Repair, RepairFileKey.Backfill })
            {
                Rule.Holds(!keys.TryParse(key, out var symbol, out var first, out var last) || keys.For(symbol, first, last) == key);
            }

            HoldAgainstKey(key ?? "");
        }

        try
        {
            var answer = FanOutWithoutObjects.HandleAsync(s3Event!).GetAwaiter().GetResult();
            Rule.Holds(s3Event?.Records is { Count: 0 } && answer.Files.Count == 0);
        }
        catch (FormatException)
        {
            Rule.Holds(s3Event?.Records is null);
        }
        catch (FilesFailedException exception)
        {
            // Each record by itself, whatever its neighbours are.
            Rule.Holds(exception.InnerExceptions.Count == s3Event!.Records.Count);
        }

        return s3Event?.Records is { Count: > 0 };
    }

    protected override byte[] Change(IReadOnlyList<byte[]> corpus, Random random)
    {
        var sample = corpus[random.Next(corpus.Count)];
        return random.Next(2) == 0
            ? ByteMutation.Change(sample, corpus, random)
            : JsonMutation.Change(sample, corpus, fragments: [], random);
    }

    /// <summary>A file is one of its key, or refused as none.</summary>
    private static void HoldAgainstKey(string key)
    {
        var rows = SourceFile.ReadAsync(key, new MemoryStream(File), rows: null).ToBlockingEnumerable();
        try
        {
            Rule.Holds(rows.Any(row => row.Candle is { Symbol: var symbol } && symbol == Candles.Of("BTCUSDT").Symbol));
        }
        catch (MinuteFileException exception)
        {
            Rule.Holds(exception.Message.Length > 0);
        }
    }
}
