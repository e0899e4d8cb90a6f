using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>Items of the table <see cref="ProcessedData"/> by their keys, a hundred to a call.</summary>
internal sealed class Items(IAmazonDynamoDB dynamoDb, string table)
{
    private readonly ItemBatch _batch = new(dynamoDb, table, TimeProvider.System);

    /// <returns>Null where there is none.</returns>
    public async Task<RowItem?> ReadAsync(Symbol symbol, DateTimeOffset openTime, CancellationToken cancellationToken)
    {
        var response = await dynamoDb.GetItemAsync(
            new GetItemRequest { TableName = table, Key = Key(symbol, openTime), ConsistentRead = true }, cancellationToken);
        return response.Item is { Count: > 0 } item ? Of(item) : null;
    }

    /// <summary>Those of the candles' symbols and minutes that are there.</summary>
    public async Task<IReadOnlyDictionary<(Symbol Symbol, DateTimeOffset OpenTime), RowItem>> ReadAsync(
        IReadOnlyList<Candle> candles, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(Symbol, DateTimeOffset), RowItem>();
        foreach (var batch in candles.Select(candle => (candle.Symbol, candle.OpenTime)).Distinct().Chunk(ItemBatch.KeysPerCall))
        {
            var keys = batch.ToDictionary(key => (key.Symbol.ToString(), ProcessedData.SortKey(key.OpenTime)));
            var wanted = new KeysAndAttributes { Keys = [.. batch.Select(key => Key(key.Symbol, key.OpenTime))], ConsistentRead = true };
            foreach (var item in await _batch.ReadAsync(wanted, cancellationToken))
            {
                found[keys[(item[ProcessedData.Symbol].S, item[ProcessedData.OpenTime].S)]] = Of(item);
            }
        }

        return found;
    }

    public static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    private static RowItem Of(Dictionary<string, AttributeValue> item)
    {
        // A person may have written it by hand, without these, or with values of their own.
        var texts = item.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.S ?? attribute.Value.N ?? "");
        return new RowItem(
            texts.GetValueOrDefault(ProcessedData.SourceKey),
            int.TryParse(texts.GetValueOrDefault(ProcessedData.SourceRow), CultureInfo.InvariantCulture, out var row) ? row : null,
            Time(texts.GetValueOrDefault(ProcessedData.WrittenAt)),
            texts);
    }

    private static Dictionary<string, AttributeValue> Key(Symbol symbol, DateTimeOffset openTime) => new()
    {
        [ProcessedData.Symbol] = new AttributeValue { S = symbol.ToString() },
        [ProcessedData.OpenTime] = new AttributeValue { S = ProcessedData.SortKey(openTime) },
    };
}
