using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A table and a dead-letter queue around the function, whose calls alone go over <see cref="Wire"/>.</summary>
internal sealed class Scene : IDisposable
{
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonDynamoDBClient _functionDynamoDb;
    private readonly AmazonSQSClient _sqs;
    private readonly AmazonSQSClient _functionSqs;
    private readonly string _deadLettersUrl;

    private Scene(LocalAws aws, string table, string deadLettersUrl)
    {
        Table = table;
        _deadLettersUrl = deadLettersUrl;
        _sqs = aws.Sqs();
        _functionSqs = aws.Sqs(Wire);
        _dynamoDb = aws.DynamoDb();
        _functionDynamoDb = aws.DynamoDb(Wire);
    }

    public string Table { get; }

    public Wire Wire { get; } = new();

    public TestLambdaLogger Log { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>After so many receives the function gives a message up.</summary>
    public const int MaximumReceives = 3;

    public static async Task<Scene> CreateAsync(LocalAws aws)
    {
        using var sqs = aws.Sqs();
        var queue = await sqs.CreateQueueAsync(new CreateQueueRequest(aws.NewName("dead-letters")), Cancellation);
        return new(aws, await aws.NewTableAsync(ProcessedData.Symbol, ProcessedData.OpenTime), queue.QueueUrl);
    }

    public static RowMessage Row(int number) =>
        new(Samples.Candle(number), Samples.Key(0), "a-version", number, Samples.FetchedAt);

    /// <param name="receives">How often it has been received, this time included.</param>
    public static SQSEvent.SQSMessage Message(string id, string body, int receives = 1) => new()
    {
        MessageId = id,
        Body = body,
        Attributes = new() { ["ApproximateReceiveCount"] = $"{receives}" },
        MessageAttributes = new()
        {
            [MessageAttributes.Symbol] = new() { DataType = "String", StringValue = "ANY" },
            [MessageAttributes.UploadedAt] = new() { DataType = "String", StringValue = MessageAttributes.UploadedAtText(TimeProvider.System.GetUtcNow()) },
        },
    };

    /// <summary>A message of row 1 in a version of its file.</summary>
    /// <param name="uploadedAt">When that was uploaded; null for a message that does not say.</param>
    /// <param name="trades">What tells one version from another.</param>
    public static SQSEvent.SQSMessage Version(string id, DateTimeOffset? uploadedAt, int trades)
    {
        var row = Row(1);
        var message = Message(id, (row with { Candle = row.Candle with { TradeCount = trades } }).ToJson());
        message.MessageAttributes.Remove(MessageAttributes.UploadedAt);
        if (uploadedAt is { } time)
        {
            message.MessageAttributes[MessageAttributes.UploadedAt] = new() { DataType = "String", StringValue = MessageAttributes.UploadedAtText(time) };
        }

        return message;
    }

    /// <summary>The message <c>message-n</c> of row n.</summary>
    public static SQSEvent.SQSMessage Message(int number) => Received(number, receives: 1);

    public static SQSEvent.SQSMessage Received(int number, int receives) =>
        Message($"message-{number}", Row(number).ToJson(), receives);

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
            new DeadLetterQueue(_functionSqs, _deadLettersUrl, time ?? TimeProvider.System),
            MaximumReceives,
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

    /// <summary>What the dead-letter queue holds that was not asked for before.</summary>
    public async Task<IReadOnlyList<Message>> DeadLettersAsync()
    {
        var all = new List<Message>();
        while (true)
        {
            var response = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(_deadLettersUrl) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] }, Cancellation);
            if (response.Messages is not { Count: > 0 } messages)
            {
                return all;
            }

            all.AddRange(messages);
        }
    }

    /// <summary>Reason by former id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReasonsAsync() => (await DeadLettersAsync()).ToDictionary(
        letter => letter.MessageAttributes[MessageAttributes.SourceMessageId].StringValue,
        letter => letter.MessageAttributes[MessageAttributes.Reason].StringValue);

    public void Dispose()
    {
        _sqs.Dispose();
        _functionSqs.Dispose();
        _dynamoDb.Dispose();
        _functionDynamoDb.Dispose();
        Wire.Dispose();
    }
}
