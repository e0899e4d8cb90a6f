using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A table around the function, whose calls alone go over <see cref="Wire"/>.</summary>
internal sealed class Scene : IDisposable
{
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonDynamoDBClient _functionDynamoDb;

    private Scene(LocalAws aws, string table)
    {
        Table = table;
        _dynamoDb = aws.DynamoDb();
        _functionDynamoDb = aws.DynamoDb(Wire);
    }

    public string Table { get; }

    public Wire Wire { get; } = new();

    public TestLambdaLogger Log { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Scene> CreateAsync(LocalAws aws) =>
        new(aws, await aws.NewTableAsync(ProcessedData.Symbol, ProcessedData.OpenTime));

    public static RowMessage Row(int number) =>
        new(Samples.Candle(number), Samples.Key(0), "a-version", number, Samples.FetchedAt);

    public static SQSEvent.SQSMessage Message(string id, string body) => new() { MessageId = id, Body = body };

    /// <summary>The message <c>message-n</c> of row n.</summary>
    public static SQSEvent.SQSMessage Message(int number) => Message($"message-{number}", Row(number).ToJson());

    public static SQSEvent Event(params IEnumerable<SQSEvent.SQSMessage> messages) => new() { Records = [.. messages] };

    /// <summary>Has the function handle the event; returns the ids of the messages that it reports as failed.</summary>
    public async Task<IReadOnlyList<string>> HandleAsync(
        SQSEvent sqsEvent, TimeProvider? time = null, TimeSpan? remaining = null, string? table = null)
    {
        var response = await RespondAsync(sqsEvent, time, remaining, table);
        return [.. response.BatchItemFailures.Select(failure => failure.ItemIdentifier).Order(StringComparer.Ordinal)];
    }

    /// <summary>As <see cref="HandleAsync"/>, with the response as it is.</summary>
    public Task<SQSBatchResponse> RespondAsync(
        SQSEvent sqsEvent, TimeProvider? time = null, TimeSpan? remaining = null, string? table = null)
    {
        var function = new WriterHandler(
            new ProcessedDataTable(_functionDynamoDb, table ?? Table, time ?? TimeProvider.System, new Random(7)),
            time ?? TimeProvider.System);
        var context = new TestLambdaContext { RemainingTime = remaining ?? TimeSpan.FromMinutes(1), Logger = Log };
        return function.HandleAsync(sqsEvent, context);
    }

    /// <summary>The whole table, in the order of the rows.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        var response = await _dynamoDb.ScanAsync(new ScanRequest(Table) { ConsistentRead = true }, Cancellation);
        return [.. response.Items.OrderBy(item => int.Parse(item[ProcessedData.SourceRow].N))];
    }

    /// <summary>The row numbers in the table, in their order.</summary>
    public async Task<IReadOnlyList<int>> RowsAsync() =>
        [.. (await ItemsAsync()).Select(item => int.Parse(item[ProcessedData.SourceRow].N))];

    public void Dispose()
    {
        _dynamoDb.Dispose();
        _functionDynamoDb.Dispose();
        Wire.Dispose();
    }
}
