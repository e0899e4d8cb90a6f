using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.Cli.Clear;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What is swept away, and what an interruption leaves.</summary>
public sealed class SweepTests(LocalAws aws)
{
    [Fact]
    public async Task All_items_are_deleted_in_batches()
    {
        using var dynamoDb = aws.DynamoDb();
        var table = await TableAsync(dynamoDb, items: 130);
        var sweep = Sweep(dynamoDb, table);

        await sweep.RunAsync(Cancellation);

        Assert.Equal(130, sweep.Deleted);
        Assert.Equal(0, await CountAsync(dynamoDb, table));
    }

    [Fact]
    public async Task What_DynamoDB_does_not_process_is_offered_again()
    {
        using var wire = new Wire();
        using var dynamoDb = aws.DynamoDb(wire);
        var table = await TableAsync(dynamoDb, items: 60);
        var left = 0;
        wire.Fault = async call =>
        {
            // Every second batch is done but for its last item.
            if (call.Operation != "BatchWriteItem" || Interlocked.Increment(ref left) % 2 == 0)
            {
                return null;
            }

            var requests = call.Body["RequestItems"]![table]!.AsArray();
            var last = requests[^1]!;
            requests.RemoveAt(requests.Count - 1);
            var answer = requests.Count == 0 ? new JsonObject() : await call.PassAsync();
            answer["UnprocessedItems"] = new JsonObject { [table] = new JsonArray(last) };
            return Wire.Answer(answer);
        };
        var sweep = Sweep(dynamoDb, table);

        await sweep.RunAsync(Cancellation);

        Assert.Equal(60, sweep.Deleted);
        Assert.Equal(0, await CountAsync(dynamoDb, table));
    }

    [Fact]
    public async Task A_batch_that_is_throttled_whole_is_offered_again()
    {
        using var wire = new Wire();
        using var dynamoDb = aws.DynamoDb(wire);
        var table = await TableAsync(dynamoDb, items: 5);
        var refused = 0;
        wire.Refuse(
            call => call.Operation == "BatchWriteItem" && Interlocked.Increment(ref refused) <= 2,
            HttpStatusCode.BadRequest,
            "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
        var sweep = Sweep(dynamoDb, table);

        await sweep.RunAsync(Cancellation);

        Assert.True(refused > 2);
        Assert.Equal((5L, 0L), (sweep.Deleted, await CountAsync(dynamoDb, table)));
    }

    [Fact]
    public async Task An_interrupted_sweep_knows_what_it_has_deleted_and_the_next_one_finds_the_rest()
    {
        using var wire = new Wire();
        using var dynamoDb = aws.DynamoDb(wire);
        var table = await TableAsync(dynamoDb, items: 200);
        using var interrupt = new CancellationTokenSource();
        wire.Fault = call =>
        {
            if (call.Operation == "BatchWriteItem")
            {
                interrupt.Cancel();
            }

            return Wire.Pass;
        };
        var first = Sweep(dynamoDb, table);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.RunAsync(interrupt.Token));

        var left = await CountAsync(dynamoDb, table);
        Assert.Equal(200 - first.Deleted, left);
        Assert.InRange(left, 1, 199);

        var second = Sweep(dynamoDb, table);
        await second.RunAsync(Cancellation);

        Assert.Equal((left, 0L), (second.Deleted, await CountAsync(dynamoDb, table)));
    }

    [Fact]
    public async Task Every_version_and_delete_marker_of_the_pipelines_files_is_deleted_and_nothing_else()
    {
        using var s3 = aws.S3();
        var bucket = aws.NewBucket(versioned: true);
        foreach (var key in new[] { "data_1_min/dt=2026-02-02/1340.tsv", "data_1_min/dt=2026-02-02/1340.tsv", "repairs_1_min/a", "backfill_1_min/a", "data_1_min/odd name", "other/kept" })
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "12345" }, Cancellation);
        }

        await s3.DeleteObjectAsync(bucket, "data_1_min/odd name", Cancellation);
        var sweep = new FileSweep(s3, bucket);

        Assert.Equal(new FilesThere(bucket, 5, 1, 25), await sweep.CountAsync(Cancellation));
        await sweep.RunAsync(Cancellation);

        Assert.Equal((6L, 0), (sweep.Deleted, sweep.Problems.Count));
        Assert.Equal(["other/kept"], await KeysAsync(s3, bucket));
    }

    [Fact]
    public async Task Files_are_deleted_page_by_page()
    {
        using var s3 = aws.S3();
        var bucket = aws.NewBucket(versioned: false);
        await Parallel.ForAsync(0, 1_010, Cancellation, async (number, token) =>
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = $"data_1_min/{number}", ContentBody = "" }, token));
        var sweep = new FileSweep(s3, bucket);

        await sweep.RunAsync(Cancellation);

        Assert.Equal(1_010, sweep.Deleted);
        Assert.Empty(await KeysAsync(s3, bucket));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ItemSweep Sweep(AmazonDynamoDBClient dynamoDb, string table) =>
        new(dynamoDb, table, [ProcessedData.Symbol, ProcessedData.OpenTime], TimeProvider.System, new Random(1));

    private async Task<string> TableAsync(AmazonDynamoDBClient dynamoDb, int items)
    {
        var table = await aws.NewTableAsync(ProcessedData.Symbol, ProcessedData.OpenTime);
        foreach (var batch in Enumerable.Range(0, items).Chunk(25))
        {
            await dynamoDb.BatchWriteItemAsync(
                new Dictionary<string, List<WriteRequest>>
                {
                    [table] =
                    [
                        .. batch.Select(number => new WriteRequest(new PutRequest(new()
                        {
                            [ProcessedData.Symbol] = new AttributeValue($"S{number % 7}"),
                            [ProcessedData.OpenTime] = new AttributeValue($"{number}"),
                        }))),
                    ],
                },
                Cancellation);
        }

        return table;
    }

    private static async Task<long> CountAsync(AmazonDynamoDBClient dynamoDb, string table) =>
        (await dynamoDb.ScanAsync(new ScanRequest { TableName = table, Select = Select.COUNT }, Cancellation)).Count!.Value;

    private static async Task<IEnumerable<string>> KeysAsync(AmazonS3Client s3, string bucket) =>
        ((await s3.ListVersionsAsync(new ListVersionsRequest { BucketName = bucket }, Cancellation)).Versions ?? []).Select(version => version.Key);
}
