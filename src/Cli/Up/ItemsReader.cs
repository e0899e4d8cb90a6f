using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <param name="Count">Of all items.</param>
/// <param name="Newest">The newest minute first.</param>
internal sealed record ItemsLook(int Count, IReadOnlyList<StoredCandle> Newest);

/// <summary>Counts the items of <c>ProcessedData</c>, and reads the newest of some symbols by their keys.</summary>
internal sealed class ItemsReader(IAmazonDynamoDB dynamoDb, IReadOnlyList<Symbol> symbols)
{
    // More symbols than items that are shown would be asked in vain: each has a candle of the newest minute.
    private readonly IReadOnlyList<string> _symbols =
        [.. symbols.Select(symbol => symbol.ToString()).Order(StringComparer.Ordinal).Take(UpReport.ItemsShown)];

    public async Task<ItemsLook> ReadAsync(CancellationToken cancellationToken)
    {
        var newest = new List<StoredCandle>();
        foreach (var symbol in _symbols)
        {
            newest.AddRange(await NewestAsync(symbol, cancellationToken));
        }

        return new ItemsLook(
            await CountAsync(cancellationToken),
            [
                .. newest.OrderByDescending(item => item.OpenTime, StringComparer.Ordinal)
                    .ThenBy(item => item.Symbol, StringComparer.Ordinal)
                    .Take(UpReport.ItemsShown),
            ]);
    }

    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var request = new ScanRequest { TableName = ProcessedData.TableName, Select = Select.COUNT };
        var count = 0;
        await foreach (var page in dynamoDb.Paginators.Scan(request).Responses.WithCancellation(cancellationToken))
        {
            count += page.Count ?? 0;
        }

        return count;
    }

    private async Task<IEnumerable<StoredCandle>> NewestAsync(string symbol, CancellationToken cancellationToken)
    {
        var response = await dynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = ProcessedData.TableName,
                KeyConditionExpression = "#symbol = :symbol",
                ProjectionExpression = "#symbol, #openTime, #close, #volume, #written",
                ExpressionAttributeNames = new()
                {
                    ["#symbol"] = ProcessedData.Symbol,
                    ["#openTime"] = ProcessedData.OpenTime,
                    ["#close"] = ProcessedData.Close,
                    ["#volume"] = ProcessedData.BaseVolume,
                    ["#written"] = ProcessedData.WrittenAt,
                },
                ExpressionAttributeValues = new() { [":symbol"] = new AttributeValue { S = symbol } },
                ScanIndexForward = false,
                Limit = UpReport.ItemsShown,
            },
            cancellationToken);
        return response.Items.Select(StoredCandle.Of);
    }
}
