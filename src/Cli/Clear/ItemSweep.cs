using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>
/// Deletes all items of a table. What is there when the sweep comes by is deleted; interrupted at any point, the next one
/// finds the rest.
/// </summary>
internal sealed class ItemSweep(IAmazonDynamoDB dynamoDb, string table, IReadOnlyList<string> keyAttributes, TimeProvider time, Random random)
{
    /// <summary>BatchWriteItem's limit.</summary>
    private const int MostInBatch = 25;

    // Also how many batches are on their way at once.
    private const int Segments = 4;

    private static readonly HashSet<string> Throttling =
        ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private long _deleted;

    public long Deleted => Interlocked.Read(ref _deleted);

    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        Segments,
        new ParallelOptions { MaxDegreeOfParallelism = Segments, CancellationToken = cancellationToken },
        async (segment, token) => await SweepAsync(segment, token));

    private async Task SweepAsync(int segment, CancellationToken cancellationToken)
    {
        var request = new ScanRequest
        {
            TableName = table,
            Segment = segment,
            TotalSegments = Segments,
            ProjectionExpression = string.Join(", ", keyAttributes.Select((_, index) => $"#k{index}")),
            ExpressionAttributeNames = keyAttributes.Index().ToDictionary(key => $"#k{key.Index}", key => key.Item),
        };
        await foreach (var page in dynamoDb.Paginators.Scan(request).Responses.WithCancellation(cancellationToken))
        {
            foreach (var batch in (page.Items ?? []).Chunk(MostInBatch))
            {
                await DeleteAsync([.. batch.Select(key => new WriteRequest(new DeleteRequest(key)))], cancellationToken);
            }
        }
    }

    private async Task DeleteAsync(List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        for (var attempt = 0; requests.Count > 0; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Jittered(attempt), time, cancellationToken);
            }

            var left = await TryAsync(requests, cancellationToken);
            Interlocked.Add(ref _deleted, requests.Count - left.Count);
            requests = left;
        }
    }

    /// <returns>What DynamoDB did not process.</returns>
    private async Task<List<WriteRequest>> TryAsync(List<WriteRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            // A call that is made is waited for, so that the number of deleted items is right after Ctrl+C as well.
            cancellationToken.ThrowIfCancellationRequested();
            var response = await dynamoDb.BatchWriteItemAsync(
                new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [table] = requests }), CancellationToken.None);
            return response.UnprocessedItems?.GetValueOrDefault(table) ?? [];
        }
        catch (AmazonDynamoDBException exception) when (Throttling.Contains(exception.ErrorCode))
        {
            // Its way to say that it has processed none.
            return requests;
        }
    }

    private TimeSpan Jittered(int attempt)
    {
        var ceiling = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, attempt), LongestDelay.TotalMilliseconds);
        // Segments wait side by side, and a seeded generator is not for several threads.
        lock (random)
        {
            return TimeSpan.FromMilliseconds(random.NextDouble() * ceiling);
        }
    }
}
