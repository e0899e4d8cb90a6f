using Amazon.DynamoDBv2.Model;
using Amazon.S3.Model;
using ServerlessPipeline.Cli.Status;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>The newest file and the newest items, as the services have them.</summary>
public sealed class NewestTests(LocalAws aws)
{
    private static readonly DateTimeOffset Now = new(2026, 2, 2, 13, 45, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_newest_minute_file_is_found_whatever_else_is_in_the_bucket()
    {
        using var s3 = aws.S3();
        var bucket = aws.NewBucket(versioned: true);
        string[] keys =
        [
            "data_1_min/dt=2026-02-01/2359.tsv", "data_1_min/dt=2026-02-02/0000.tsv", "data_1_min/dt=2026-02-02/1342.tsv",
            "data_1_min/dt=2026-02-02/9999.tsv", "data_1_min/dt=2026-02-03/notes.txt", "data_1_min/dt=soon/1340.tsv", "data_1_min/z.tsv",
            "repairs_1_min/dt=2026-02-04/BTCUSDT-1340-1409.tsv",
        ];
        foreach (var key in keys)
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key }, Cancellation);
        }

        var newest = await new NewestFiles(s3, bucket).FindAsync(Now, Cancellation);

        Assert.Equal(("data_1_min/dt=2026-02-02/1342.tsv", 2, 120.0), (newest!.Key, newest.OfItsDay, newest.LagSeconds));
        Assert.Null(await new NewestFiles(s3, aws.NewBucket(versioned: true)).FindAsync(Now, Cancellation));
    }

    [Fact]
    public async Task The_newest_item_of_each_symbol_is_asked_for_without_a_scan()
    {
        using var dynamoDb = aws.DynamoDb();
        var table = await aws.NewTableAsync(ProcessedData.Symbol, ProcessedData.OpenTime);
        foreach (var (symbol, minute) in new[] { ("BTCUSDT", 40), ("BTCUSDT", 42), ("BTCUSDT", 41), ("ETHUSDT", 40) })
        {
            await dynamoDb.PutItemAsync(
                table,
                new()
                {
                    [ProcessedData.Symbol] = new AttributeValue(symbol),
                    [ProcessedData.OpenTime] = new AttributeValue($"2026-02-02T13:{minute}:00Z"),
                    [ProcessedData.WrittenAt] = new AttributeValue("2026-02-02T13:43:01.250Z"),
                },
                Cancellation);
        }

        // By hand, and without a time.
        await dynamoDb.PutItemAsync(
            table, new() { [ProcessedData.Symbol] = new AttributeValue("SYM0USDT"), [ProcessedData.OpenTime] = new AttributeValue("2026-02-02T13:39:00Z") }, Cancellation);
        var symbols = new[] { "ETHUSDT", "NONEUSDT", "BTCUSDT" }.Concat(Enumerable.Range(0, 20).Select(number => $"SYM{number}USDT"));
        var look = await new NewestItems(dynamoDb, table, [.. symbols]).ReadAsync(Cancellation);

        Assert.Equal([("ETHUSDT", 40), ("BTCUSDT", 42), ("SYM0USDT", 39)], look.Newest.Select(item => (item.Symbol, item.OpenTime.Minute)));
        Assert.Equal([true, true, false], look.Newest.Select(item => item.WrittenAt is not null));
        Assert.Equal(("ACTIVE", null, 3), (look.State, look.AboutItems, look.SymbolsNotAsked));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
