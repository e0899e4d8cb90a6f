using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>Reads the table, or the part of it that was asked for, several pages at once.</summary>
internal sealed class TableScan(IAmazonDynamoDB dynamoDb, string table, AuditOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="take">Called with one page at a time.</param>
    public Task RunAsync(Action<IReadOnlyList<TableItem>> take, CancellationToken cancellationToken)
    {
        var turn = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Segments, CancellationToken = cancellationToken };
        return options.Symbols is { } symbols
            ? Parallel.ForEachAsync(symbols, parallel, (symbol, cancelled) => QueryAsync(symbol, Take, cancelled))
            : Parallel.ForEachAsync(Enumerable.Range(0, options.Segments), parallel, (segment, cancelled) => ScanAsync(segment, Take, cancelled));

        void Take(IReadOnlyList<TableItem> page)
        {
            lock (turn)
            {
                take(page);
            }
        }
    }

    private async ValueTask QueryAsync(Symbol symbol, Action<IReadOnlyList<TableItem>> take, CancellationToken cancellationToken)
    {
        var pages = new CandlePages(dynamoDb, table);
        var range = new CandleRange(symbol, options.From, options.To);
        await foreach (var page in pages.ReadAsync(range, newestFirst: false, limit: null, cancellationToken))
        {
            take(page);
        }
    }

    private async ValueTask ScanAsync(int segment, Action<IReadOnlyList<TableItem>> take, CancellationToken cancellationToken)
    {
        var request = Request();
        (request.Segment, request.TotalSegments, request.Limit) = (segment, options.Segments, CandlePages.PageSize);
        do
        {
            var response = await dynamoDb.ScanAsync(request, cancellationToken);
            request.ExclusiveStartKey = response.LastEvaluatedKey;
            take(response.Items?.ConvertAll(item => new TableItem(item)) ?? []);
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private ScanRequest Request()
    {
        var request = new ScanRequest { TableName = table };
        if (options is { From: null, To: null })
        {
            return request;
        }

        request.FilterExpression = "#time BETWEEN :first AND :last";
        request.ExpressionAttributeNames = new() { ["#time"] = ProcessedData.OpenTime };
        request.ExpressionAttributeValues = new()
        {
            [":first"] = new AttributeValue(ProcessedData.SortKey(options.From ?? DateTimeOffset.MinValue)),
            [":last"] = new AttributeValue(ProcessedData.SortKey(options.To - Second ?? DateTimeOffset.MaxValue)),
        };
        return request;
    }
}
