using Amazon.DynamoDBv2.Model;
using Amazon.S3.Model;
using ServerlessPipeline.Bench.Chain;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Audit;

/// <summary>
/// A local run with items and the files that they come from, both kinds of file: minutes of many symbols, and days of one.
/// </summary>
internal sealed class FilledTable(LocalChain chain)
{
    private const int Symbols = 500;
    private const int Minutes = 150;
    private const int Days = 18;
    private const int BatchSize = 25;
    private const int AtOnce = 8;

    public const int Items = (Symbols * Minutes) + (Days * RepairFile.MaxRows);

    public const int Files = Minutes + Days;

    /// <summary>Writes the items themselves; what the chain makes of the files are the same items again.</summary>
    public async Task FillAsync()
    {
        var minutes = Enumerable.Range(0, Minutes).Select(number => Sample.Minute.AddMinutes(number));
        await Parallel.ForEachAsync(minutes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (minute, cancelled) =>
        {
            var candles = Sample.Candles(Symbols, minute);
            using var file = new MemoryStream();
            await MinuteFileWriter.WriteAsync(file, candles, cancelled);
            await PutAsync(MinuteFileKey.For(minute), minute, file, candles);
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, Days), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (day, cancelled) =>
        {
            // A fixed seed: no secret, and no chance.
            var random = new Random(day);
            var first = new DateTimeOffset(2026, 1, 1 + day, 0, 0, 0, TimeSpan.Zero);
            var candles = Enumerable.Range(0, RepairFile.MaxRows).Select(minute => Sample.Candle("S00000USDT", first.AddMinutes(minute), random)).ToList();
            using var file = new MemoryStream();
            await RepairFile.WriteAsync(file, candles, cancelled);
            await PutAsync(RepairFileKey.Backfill.For(candles[0].Symbol, first, candles[^1].OpenTime), first, file, candles);
        });
        // And the one row that the one slot lets through.
        await chain.WaitAsync((Days * RepairFile.MaxRows) + 1);
    }

    private async Task PutAsync(string key, DateTimeOffset fetchedAt, MemoryStream file, IReadOnlyList<Candle> candles)
    {
        foreach (var batch in candles.Select((candle, index) => new RowMessage(candle, key, null, index + 1, fetchedAt)).Chunk(BatchSize))
        {
            await WriteAsync([.. batch.Select(Put)]);
        }

        file.Position = 0;
        var request = new PutObjectRequest { BucketName = chain.Bucket, Key = key, InputStream = file };
        request.Metadata[MinuteFileMetadata.FetchedAt] = ProcessedData.SortKey(fetchedAt);
        await chain.S3.PutObjectAsync(request);
    }

    private async Task WriteAsync(List<WriteRequest> requests)
    {
        while (requests.Count > 0)
        {
            var response = await chain.DynamoDb.BatchWriteItemAsync(
                new BatchWriteItemRequest { RequestItems = new() { [ProcessedData.TableName] = requests } });
            requests = response.UnprocessedItems?.GetValueOrDefault(ProcessedData.TableName) ?? [];
        }
    }

    private static WriteRequest Put(RowMessage row) => new(new PutRequest(ProcessedData.Attributes(row, row.FetchedAt).ToDictionary(
        attribute => attribute.Name,
        attribute => attribute.Type == ItemAttributeType.N ? new AttributeValue { N = attribute.Value } : new AttributeValue(attribute.Value))));
}
