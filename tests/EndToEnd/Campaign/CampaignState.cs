using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What a run holds, read as the operator reads it.</summary>
internal sealed class CampaignState : IDisposable
{
    private readonly AmazonS3Client _s3;
    private readonly AmazonSQSClient _sqs;
    private readonly AmazonDynamoDBClient _dynamoDb;

    private readonly string _outputs;

    /// <param name="folder">The run's, with its outputs.</param>
    public CampaignState(int port, string folder)
    {
        _outputs = Path.Combine(folder, "outputs.json");
        var keys = OperatorCredentials.Ensure(folder);
        var credentials = new BasicAWSCredentials(keys.AccessKeyId, keys.Secret);
        _s3 = new AmazonS3Client(credentials, At(new AmazonS3Config { ForcePathStyle = true }, port));
        _sqs = new AmazonSQSClient(credentials, At(new AmazonSQSConfig(), port));
        _dynamoDb = new AmazonDynamoDBClient(credentials, At(new AmazonDynamoDBConfig(), port));
    }

    /// <summary>How many minute files there are; none while nobody answers.</summary>
    public async Task<int> CountMinuteFilesAsync() => await AskAsync(async () =>
        (await VersionsAsync()).Count(version => version.Key.StartsWith(MinuteFileKey.Prefix, StringComparison.Ordinal))) ?? 0;

    /// <summary>How many slots are taken; none while nobody answers.</summary>
    public async Task<int> CountSlotsAsync() => await AskAsync(async () => (await SlotsAsync()).Count) ?? 0;

    /// <summary>Row messages that wait or that a function has; a great many while nobody answers.</summary>
    public async Task<int> CountUnwrittenRowsAsync() => await AskAsync(async () =>
    {
        var response = await _sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = Output("RowsQueue"), AttributeNames = [QueueAttributeName.All] });
        return response.ApproximateNumberOfMessages + response.ApproximateNumberOfMessagesNotVisible;
    }) ?? int.MaxValue;

    /// <summary>Every version of every object, the marks of deleted ones too.</summary>
    public async Task<List<S3ObjectVersion>> VersionsAsync()
    {
        var all = new List<S3ObjectVersion>();
        var request = new ListVersionsRequest { BucketName = Output("MinuteFilesBucket") };
        while (true)
        {
            var page = await _s3.ListVersionsAsync(request);
            all.AddRange(page.Versions ?? []);
            if (page.IsTruncated != true)
            {
                return all;
            }

            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
    }

    public async Task<string> TextAsync(S3ObjectVersion version)
    {
        using var response = await _s3.GetObjectAsync(new GetObjectRequest
        {
            BucketName = Output("MinuteFilesBucket"),
            Key = version.Key,
            VersionId = version.VersionId,
        });
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The identities of the files that have a slot.</summary>
    public async Task<HashSet<string>> SlotsAsync()
    {
        var response = await _dynamoDb.GetItemAsync(
            new GetItemRequest
            {
                TableName = PipelineState.TableName,
                Key = new() { [PipelineState.Id] = new AttributeValue(PipelineState.FileSlots) },
                ConsistentRead = true,
            });
        return response.Item is { Count: > 0 } item ? [.. item[PipelineState.Claimed].SS] : [];
    }

    /// <summary>All items of the table.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (var page in _dynamoDb.Paginators.Scan(new ScanRequest { TableName = ProcessedData.TableName, ConsistentRead = true }).Responses)
        {
            items.AddRange(page.Items);
        }

        return items;
    }

    /// <summary>All messages that wait in a queue, where they stay.</summary>
    /// <param name="name">The stack's output that has its URL.</param>
    public async Task<List<Message>> MessagesAsync(string name)
    {
        var all = new List<Message>();
        var url = Output(name);
        while (true)
        {
            var response = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = 10,
                VisibilityTimeout = 300,
                MessageAttributeNames = ["All"],
                WaitTimeSeconds = 0,
            });
            if (response.Messages is not { Count: > 0 } messages)
            {
                break;
            }

            all.AddRange(messages);
        }

        foreach (var batch in all.Chunk(10))
        {
            await _sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest
            {
                QueueUrl = url,
                Entries = [.. batch.Select((message, index) => new ChangeMessageVisibilityBatchRequestEntry
                {
                    Id = $"m{index}",
                    ReceiptHandle = message.ReceiptHandle,
                    VisibilityTimeout = 0,
                })],
            });
        }

        return all;
    }

    public void Dispose()
    {
        _s3.Dispose();
        _sqs.Dispose();
        _dynamoDb.Dispose();
    }

    /// <summary>Null while nobody answers: it was killed, or is being started.</summary>
    private static async Task<int?> AskAsync(Func<Task<int>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private string Output(string name) =>
        JsonNode.Parse(File.ReadAllText(_outputs))!.AsObject().Single().Value![name]!.GetValue<string>();

    private static T At<T>(T config, int port)
        where T : ClientConfig
    {
        config.ServiceURL = $"http://127.0.0.1:{port}";
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }
}
