using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.TestUtilities;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut.Tests;

/// <summary>A bucket, two queues and a table around the function, whose calls alone go over <see cref="Wire"/>.</summary>
internal sealed class Scene : IDisposable
{
    private static readonly SourceGeneratorLambdaJsonSerializer<FanOutJson> Serializer = new();

    private readonly LocalAws _aws;
    private readonly AmazonSQSClient _sqs;
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonS3Client _functionS3;
    private readonly AmazonSQSClient _functionSqs;
    private readonly AmazonDynamoDBClient _functionDynamoDb;
    private string _rowsUrl = "";
    private string _rejectedRowsUrl = "";
    private string _table = "";

    private Scene(LocalAws aws, bool versioned)
    {
        _aws = aws;
        Bucket = aws.NewBucket(versioned);
        S3 = aws.S3();
        _sqs = aws.Sqs();
        _dynamoDb = aws.DynamoDb();
        _functionS3 = aws.S3(Wire);
        _functionSqs = aws.Sqs(Wire);
        _functionDynamoDb = aws.DynamoDb(Wire);
    }

    public string Bucket { get; }

    public AmazonS3Client S3 { get; }

    public Wire Wire { get; } = new();

    public TestLambdaContext Context { get; } = new() { RemainingTime = TimeSpan.FromMinutes(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Scene> CreateAsync(LocalAws aws, bool versioned = true)
    {
        var scene = new Scene(aws, versioned);
        scene._rowsUrl = await scene.NewQueueAsync("rows");
        scene._rejectedRowsUrl = await scene.NewQueueAsync("rejected-rows");
        scene._table = await aws.NewTableAsync(PipelineState.Id);
        return scene;
    }

    /// <summary>The function, which lives on between events.</summary>
    /// <param name="files">The limit; null for none.</param>
    /// <param name="rows">Of each file; null for all.</param>
    public FanOutHandler Function(int? files = 3, int? rows = 5, TimeProvider? time = null) => new(
        new MinuteFileObjects(_functionS3, rows),
        new FileSlots(_functionDynamoDb, _table, files),
        new RowQueue(_functionSqs, _rowsUrl, _rejectedRowsUrl, time ?? TimeProvider.System),
        time ?? TimeProvider.System);

    /// <summary>Uploads the file and returns the event that S3 sends of it.</summary>
    public Task<S3Event> UploadAsync(string key, string content, string? fetchedAt = "2026-02-02T13:41:00.512Z") =>
        UploadAsync(key, Encoding.UTF8.GetBytes(content), fetchedAt);

    public async Task<S3Event> UploadAsync(string key, byte[] content, string? fetchedAt)
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content) };
        if (fetchedAt is not null)
        {
            request.Metadata.Add("fetched-at", fetchedAt);
        }

        await S3.PutObjectAsync(request, Cancellation);

        ReadOnlyMemory<byte> notification = default;
        await Eventually.TrueAsync(() => _aws.Notifications(Bucket).TryDequeue(out notification), "S3 sends an event");
        return Serializer.Deserialize<S3Event>(new MemoryStream(notification.ToArray()));
    }

    /// <summary>The messages of the rows queue in the order of their rows.</summary>
    public async Task<IReadOnlyList<(RowMessage Row, string Symbol)>> RowsAsync()
    {
        var rows = new List<(RowMessage Row, string Symbol)>();
        foreach (var message in await ReceiveAsync(_rowsUrl))
        {
            Assert.True(RowMessage.TryParse(message.Body, out var row, out var reason), reason);
            rows.Add((row, message.MessageAttributes[MessageAttributes.Symbol].StringValue));
        }

        return [.. rows.OrderBy(row => row.Row.SourceKey, StringComparer.Ordinal).ThenBy(row => row.Row.SourceRow)];
    }

    public async Task<IReadOnlyList<string>> UploadTimesAsync() =>
        [.. (await ReceiveAsync(_rowsUrl)).Select(message => message.MessageAttributes[MessageAttributes.UploadedAt].StringValue)];

    public async Task<IReadOnlyList<int>> RowNumbersAsync() => [.. (await RowsAsync()).Select(row => row.Row.SourceRow)];

    public async Task<IReadOnlyList<RejectedRow>> RejectedRowsAsync()
    {
        var rows = new List<RejectedRow>();
        foreach (var message in await ReceiveAsync(_rejectedRowsUrl))
        {
            Assert.True(RejectedRow.TryParse(message.Body, out var row, out var reason), reason);
            Assert.Equal(row.Reason, message.MessageAttributes[MessageAttributes.Reason].StringValue);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The identities of the files that have a slot.</summary>
    public async Task<IReadOnlyList<string>> ClaimedAsync()
    {
        var key = new Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> { [PipelineState.Id] = new(PipelineState.FileSlots) };
        var response = await _dynamoDb.GetItemAsync(_table, key, consistentRead: true, Cancellation);
        return response.IsItemSet ? response.Item[PipelineState.Claimed].SS : [];
    }

    public void Dispose()
    {
        _functionS3.Dispose();
        _functionSqs.Dispose();
        _functionDynamoDb.Dispose();
        S3.Dispose();
        _sqs.Dispose();
        _dynamoDb.Dispose();
        Wire.Dispose();
    }

    private async Task<string> NewQueueAsync(string prefix) =>
        (await _sqs.CreateQueueAsync(new CreateQueueRequest(_aws.NewName(prefix)), Cancellation)).QueueUrl;

    // What is received stays hidden for longer than any test takes, so an empty answer is the end.
    private async Task<IReadOnlyList<Message>> ReceiveAsync(string url)
    {
        var all = new List<Message>();
        while (true)
        {
            var response = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] }, Cancellation);
            if (response.Messages is not { Count: > 0 } messages)
            {
                return all;
            }

            all.AddRange(messages);
        }
    }
}
