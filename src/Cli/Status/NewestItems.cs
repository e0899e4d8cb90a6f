using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Status;

/// <summary>The table <see cref="ProcessedData"/>: its size, and the newest item of each symbol, by a query each. No scan.</summary>
internal sealed class NewestItems(IAmazonDynamoDB dynamoDb, string table, IReadOnlyList<string> symbols)
{
    // Half a read unit each, at every look; and more than this nobody reads.
    private const int MostSymbols = 20;
    private const int CallsAtOnce = 8;

    public async Task<TableLook> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = symbols.Take(MostSymbols).ToList();
        var newest = new NewestItem?[asked.Count];
        var description = dynamoDb.DescribeTableAsync(table, cancellationToken);
        await Parallel.ForAsync(
            0,
            asked.Count,
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (index, token) => newest[index] = await NewestOfAsync(asked[index], token));
        var about = (await description).Table;
        return new TableLook(
            about.TableStatus.Value,
            // Before the first count, which the local DynamoDB never makes, it says 0.
            about.ItemCount is > 0 ? about.ItemCount : null,
            [.. newest.OfType<NewestItem>()],
            symbols.Count - asked.Count);
    }

    private async Task<NewestItem?> NewestOfAsync(string symbol, CancellationToken cancellationToken)
    {
        var response = await dynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = table,
                KeyConditionExpression = "#symbol = :symbol",
                ProjectionExpression = "#openTime, #writtenAt",
                ExpressionAttributeNames = new()
                {
                    ["#symbol"] = ProcessedData.Symbol,
                    ["#openTime"] = ProcessedData.OpenTime,
                    ["#writtenAt"] = ProcessedData.WrittenAt,
                },
                ExpressionAttributeValues = new() { [":symbol"] = new AttributeValue { S = symbol } },
                ScanIndexForward = false,
                Limit = 1,
            },
            cancellationToken);
        // A person may have written an item by hand, without these, or with a text of their own.
        return response.Items is [var item, ..] && Time(item, ProcessedData.OpenTime) is { } openTime
            ? new NewestItem(symbol, openTime, Time(item, ProcessedData.WrittenAt))
            : null;
    }

    private static DateTimeOffset? Time(Dictionary<string, AttributeValue> item, string attribute) => DateTimeOffset.TryParse(
        item.GetValueOrDefault(attribute)?.S,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var time)
        ? time
        : null;
}
