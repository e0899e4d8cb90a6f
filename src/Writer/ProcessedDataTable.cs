using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>An item to be stored, and the messages that asked for it.</summary>
/// <param name="UploadedAt">When the row's file came into the bucket; null where the message does not say.</param>
internal sealed record PendingItem(RowMessage Row, DateTimeOffset? UploadedAt, IReadOnlyList<string> MessageIds)
{
    /// <summary>Of two versions of a row the later one is newer. No file came before its candles were fetched.</summary>
    public DateTimeOffset Version => UploadedAt ?? Row.FetchedAt;
}

/// <param name="IsSuperseded">Whether the table has a newer version of the row, which stays.</param>
internal readonly record struct StoredItem(PendingItem Item, bool IsSuperseded);

/// <summary>
/// The table <c>ProcessedData</c>. An item is a function of its row, so storing it again changes nothing; but a row may have two
/// versions. What has just been uploaded is written by the batch, for nothing can be newer. What comes later than that is put by
/// itself, on the condition that the table has nothing newer, which a batch cannot ask for.
/// </summary>
internal sealed class ProcessedDataTable(IAmazonDynamoDB dynamoDb, string table, TimeProvider time, Random random)
{
    /// <summary>BatchWriteItem's limit.</summary>
    public const int MaxBatchSize = 25;

    // Rows are here seconds after their file. Lambda repeats a failed FanOut after a minute, SQS a failed batch after more.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private const int PutsAtOnce = 8;

    private static readonly HashSet<string> Throttling =
        ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    /// <summary>Whether a newer version of the row may be in the table.</summary>
    public bool IsLate(PendingItem item) => time.GetUtcNow() - item.Version >= Fresh;

    /// <summary>
    /// Stores the items, whose keys are distinct, and yields each as soon as DynamoDB has it. What it does not process is
    /// offered again, with growing random delays, until <paramref name="cancellationToken"/> says that time is up.
    /// </summary>
    public async IAsyncEnumerable<StoredItem> StoreAsync(
        IReadOnlyList<PendingItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = items.ToDictionary(item => Key(item.Row.Candle), item => (Item: item, Request: Put(item)));
        var superseded = new ConcurrentDictionary<(string Symbol, string OpenTime), bool>();
        for (var attempt = 0; pending.Count > 0; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Jittered(attempt), time, cancellationToken);
            }

            // Asked each time, for what was fresh may have become late by waiting.
            var unprocessed = pending.Values.Any(entry => IsLate(entry.Item))
                ? await WriteNewerAsync([.. pending.Values], superseded, cancellationToken)
                : await WriteAsync([.. pending.Values.Select(entry => entry.Request)], cancellationToken);
            foreach (var (key, entry) in pending.Where(entry => !unprocessed.Contains(entry.Key)).ToArray())
            {
                pending.Remove(key);
                yield return new StoredItem(entry.Item, superseded.ContainsKey(key));
            }
        }
    }

    /// <returns>The keys of what DynamoDB did not process.</returns>
    private async Task<HashSet<(string Symbol, string OpenTime)>> WriteAsync(
        List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, List<WriteRequest>> { [table] = requests };
        try
        {
            var response = await dynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest(items), cancellationToken);
            return [.. Keys(response.UnprocessedItems)];
        }
        catch (AmazonDynamoDBException exception) when (Throttling.Contains(exception.ErrorCode))
        {
            // Its way to say that it has processed none.
            return [.. Keys(items)];
        }
    }

    /// <returns>The keys of what DynamoDB refused for want of capacity.</returns>
    private async Task<HashSet<(string Symbol, string OpenTime)>> WriteNewerAsync(
        IReadOnlyList<(PendingItem Item, WriteRequest Request)> entries,
        ConcurrentDictionary<(string Symbol, string OpenTime), bool> superseded,
        CancellationToken cancellationToken)
    {
        var refused = new ConcurrentBag<(string, string)>();
        await Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancellationToken },
            async (entry, token) =>
            {
                var key = Key(entry.Item.Row.Candle);
                try
                {
                    await dynamoDb.PutItemAsync(
                        new PutItemRequest
                        {
                            TableName = table,
                            Item = entry.Request.PutRequest.Item,
                            // An item of an earlier Writer says nothing, and is older.
                            ConditionExpression = "attribute_not_exists(#uploaded) OR #uploaded <= :uploaded",
                            ExpressionAttributeNames = new() { ["#uploaded"] = ProcessedData.UploadedAt },
                            ExpressionAttributeValues = new() { [":uploaded"] = new AttributeValue(MessageAttributes.UploadedAtText(entry.Item.Version)) },
                        },
                        token);
                }
                catch (ConditionalCheckFailedException)
                {
                    superseded[key] = true;
                }
                catch (AmazonDynamoDBException exception) when (Throttling.Contains(exception.ErrorCode))
                {
                    refused.Add(key);
                }
            });
        return [.. refused];
    }

    private WriteRequest Put(PendingItem item) => new(new PutRequest(
        ProcessedData.Attributes(item.Row, time.GetUtcNow(), item.UploadedAt).ToDictionary(
            attribute => attribute.Name,
            attribute => attribute.Type == ItemAttributeType.N
                ? new AttributeValue { N = attribute.Value }
                : new AttributeValue { S = attribute.Value })));

    private static (string Symbol, string OpenTime) Key(Candle candle) =>
        (candle.Symbol.ToString(), ProcessedData.SortKey(candle.OpenTime));

    private IEnumerable<(string Symbol, string OpenTime)> Keys(Dictionary<string, List<WriteRequest>>? requests) =>
        requests is not null && requests.TryGetValue(table, out var ofTable)
            ? ofTable.Select(request => (request.PutRequest.Item[ProcessedData.Symbol].S, request.PutRequest.Item[ProcessedData.OpenTime].S))
            : [];

    private TimeSpan Jittered(int attempt)
    {
        var ceiling = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, attempt), LongestDelay.TotalMilliseconds);
        // Batches wait side by side, and a seeded generator is not for several threads.
        lock (random)
        {
            return TimeSpan.FromMilliseconds(random.NextDouble() * ceiling);
        }
    }
}
