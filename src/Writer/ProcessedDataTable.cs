using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>An item to be stored, and the messages that asked for it.</summary>
internal sealed record PendingItem(RowMessage Row, IReadOnlyList<string> MessageIds);

/// <summary>The table <c>ProcessedData</c>. An item is a function of its row, so storing it again changes nothing.</summary>
internal sealed class ProcessedDataTable(IAmazonDynamoDB dynamoDb, string table, TimeProvider time, Random random)
{
    /// <summary>BatchWriteItem's limit.</summary>
    public const int MaxBatchSize = 25;

    private static readonly HashSet<string> Throttling =
        ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Stores the items, whose keys are distinct, and yields each as soon as DynamoDB has it. What it does not process is
    /// offered again, with growing random delays, until <paramref name="cancellationToken"/> says that time is up.
    /// </summary>
    public async IAsyncEnumerable<PendingItem> StoreAsync(
        IReadOnlyList<PendingItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = items.ToDictionary(item => Key(item.Row.Candle), item => (Item: item, Request: Put(item.Row)));
        for (var attempt = 0; pending.Count > 0; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Jittered(attempt), time, cancellationToken);
            }

            var unprocessed = await WriteAsync([.. pending.Values.Select(entry => entry.Request)], cancellationToken);
            foreach (var (key, entry) in pending.Where(entry => !unprocessed.Contains(entry.Key)).ToArray())
            {
                pending.Remove(key);
                yield return entry.Item;
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

    private WriteRequest Put(RowMessage row) => new(new PutRequest(
        ProcessedData.Attributes(row, time.GetUtcNow()).ToDictionary(
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
