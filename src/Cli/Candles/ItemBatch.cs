using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>Reads items by their keys. What the table leaves unprocessed, which says nothing of whether it is there, is asked for again.</summary>
internal sealed class ItemBatch(IAmazonDynamoDB dynamoDb, string table, TimeProvider time)
{
    /// <summary>What BatchGetItem takes.</summary>
    public const int KeysPerCall = 100;

    // Some two minutes; a table that has no capacity for so long is somebody's to look at.
    private const int MostCalls = 30;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <param name="wanted">At most <see cref="KeysPerCall"/> keys, each once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Those that are there.</returns>
    /// <exception cref="CommandException">The table does not answer for some of them.</exception>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ReadAsync(KeysAndAttributes wanted, CancellationToken cancellationToken)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        var pause = FirstPause;
        for (var calls = 1; ; calls++)
        {
            var response = await dynamoDb.BatchGetItemAsync(
                new BatchGetItemRequest { RequestItems = new() { [table] = wanted } }, cancellationToken);
            found.AddRange(response.Responses?.GetValueOrDefault(table) ?? []);
            if (response.UnprocessedKeys?.GetValueOrDefault(table) is not { Keys.Count: > 0 } left)
            {
                return found;
            }

            if (calls == MostCalls)
            {
                throw new CommandException(
                    $"The table {table} has no capacity left to be read: {Words.Counted(left.Keys.Count, "item")} of {wanted.Keys.Count} not answered for.");
            }

            wanted = left;
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
