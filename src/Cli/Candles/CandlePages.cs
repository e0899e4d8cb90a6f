using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>Asks the table for minutes of a symbol, page by page.</summary>
internal sealed class CandlePages(IAmazonDynamoDB dynamoDb, string table)
{
    /// <summary>Items, of some 400 bytes each: what is in memory at once. A page of the service's own has a megabyte.</summary>
    public const int PageSize = 1000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="newestFirst">Otherwise the oldest is.</param>
    /// <param name="limit">How many items at most; null for all.</param>
    public async IAsyncEnumerable<IReadOnlyList<TableItem>> ReadAsync(
        CandleRange range, bool newestFirst, long? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = Request(range);
        request.ScanIndexForward = !newestFirst;
        var left = limit ?? long.MaxValue;
        do
        {
            request.Limit = (int)Math.Min(left, PageSize);
            var response = await dynamoDb.QueryAsync(request, cancellationToken);
            request.ExclusiveStartKey = response.LastEvaluatedKey;
            left -= response.Items?.Count ?? 0;
            yield return response.Items?.ConvertAll(item => new TableItem(item)) ?? [];
        }
        while (left > 0 && request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>The open time of the oldest or the newest item of a range; null if there is none.</summary>
    public async Task<string?> EndAsync(CandleRange range, bool newest, CancellationToken cancellationToken)
    {
        await foreach (var page in ReadAsync(range, newest, limit: 1, cancellationToken))
        {
            return page.Select(item => item[ProcessedData.OpenTime]).FirstOrDefault();
        }

        return null;
    }

    private QueryRequest Request(CandleRange range)
    {
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "#symbol = :symbol",
            ExpressionAttributeNames = new() { ["#symbol"] = ProcessedData.Symbol },
            ExpressionAttributeValues = new() { [":symbol"] = new AttributeValue(range.Symbol.ToString()) },
        };
        var time = (range.From, range.To) switch
        {
            (null, null) => null,
            ({ }, null) => "#time >= :from",
            (null, { }) => "#time < :to",
            _ => "#time BETWEEN :from AND :last",
        };
        if (time is null)
        {
            return request;
        }

        request.KeyConditionExpression += $" AND {time}";
        request.ExpressionAttributeNames["#time"] = ProcessedData.OpenTime;
        Add(":from", range.From);
        // Both ends of BETWEEN are in, and the key's text has whole seconds.
        Add(range.From is null ? ":to" : ":last", range.From is null ? range.To : range.To - Second);
        return request;

        void Add(string name, DateTimeOffset? value)
        {
            if (value is { } given)
            {
                request.ExpressionAttributeValues[name] = new AttributeValue(ProcessedData.SortKey(given));
            }
        }
    }
}
