using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The synthesized template running in this process, on a free port and in a folder of its own.</summary>
internal sealed class RunningPipeline : IAsyncDisposable
{
    private readonly LocalCloudHost _cloud;
    private readonly string _folder;

    private RunningPipeline(LocalCloudHost cloud, string folder)
    {
        (_cloud, _folder) = (cloud, folder);
        var credentials = new BasicAWSCredentials(cloud.Operator.AccessKeyId, cloud.Operator.Secret);
        S3 = new AmazonS3Client(credentials, At(new AmazonS3Config { ForcePathStyle = true }));
        Sqs = new AmazonSQSClient(credentials, At(new AmazonSQSConfig()));
        DynamoDb = new AmazonDynamoDBClient(credentials, At(new AmazonDynamoDBConfig()));
    }

    public AmazonS3Client S3 { get; }

    public AmazonSQSClient Sqs { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    /// <summary>A file of AWS's form.</summary>
    public string CredentialsFile => OperatorCredentials.PathIn(_folder);

    public Uri Endpoint => _cloud.Endpoint;

    public IReadOnlyList<string> Warnings => _cloud.Warnings;

    /// <summary>Where commands find it: options for its port, and for a folder that holds its outputs.</summary>
    public string[] Where => ["--port", Endpoint.Port.ToString(CultureInfo.InvariantCulture), "--data", _folder];

    public string Bucket => _cloud.Outputs["MinuteFilesBucket"];

    public string RowsQueue => _cloud.Outputs["RowsQueue"];

    public string DeadLettersQueue => _cloud.Outputs["DeadLettersQueue"];

    public string FailedObjectsQueue => _cloud.Outputs["FailedObjectsQueue"];

    public string FanOut => _cloud.Outputs["FanOutFunction"];

    public string Writer => _cloud.Outputs["WriterFunction"];

    /// <summary>Starts the fetcher's instance.</summary>
    public LocalProgram StartFetcher(string spool, Uri exchange) => _cloud.StartInstance(
        _cloud.Outputs["FetcherGroup"],
        new Dictionary<string, string> { ["SPOOL_FOLDER"] = spool, ["EXCHANGE_URL"] = exchange.ToString() },
        Checkout.Program("Fetcher", "ServerlessPipeline.Fetcher"),
        FetcherLogFile);

    public string FetcherLog => File.Exists(FetcherLogFile) ? File.ReadAllText(FetcherLogFile) : "";

    private string FetcherLogFile => Path.Combine(_folder, "fetcher.log");

    /// <summary>How many events FanOut has brought to an end, and how many of those well.</summary>
    public (int Finished, int Succeeded) FanOutEvents()
    {
        var events = _cloud.FinishedEvents(FanOut).ToList();
        return (events.Count, events.Count(one => one.Succeeded));
    }

    /// <summary>What the functions have logged so far, a text each.</summary>
    public IEnumerable<string> FunctionLogs() => Directory.Exists(FunctionLogFolder)
        ? Directory.GetFiles(FunctionLogFolder).Select(ReadShared)
        : [];

    private string FunctionLogFolder => Path.Combine(_folder, "lambda", "logs");

    /// <param name="change">Changes the settings of <c>cdk.json</c>.</param>
    public static async Task<RunningPipeline> StartAsync(Action<JsonObject>? change = null) =>
        await StartAsync(await CloudAssembly.SynthesizeAsync(change));

    public static async Task<RunningPipeline> StartAsync(string cloudAssembly)
    {
        var folder = Directory.CreateTempSubdirectory("pipeline-").FullName;
        var cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                CloudAssembly = cloudAssembly,
                DataFolder = folder,
                NodeModules = Path.Combine(Checkout.Root, "node_modules"),
                Port = 0,
            },
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "outputs.json"),
            new JsonObject
            {
                ["ServerlessPipeline"] = new JsonObject(cloud.Outputs.Select(output => KeyValuePair.Create(output.Key, (JsonNode?)output.Value))),
            }.ToJsonString());
        return new RunningPipeline(cloud, folder);
    }

    public async Task<string> UploadAsync(string key, string content) =>
        (await S3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content })).VersionId;

    /// <summary>Hands FanOut an event as S3 would, without waiting for what comes of it.</summary>
    public async Task NotifyAsync(string key, string versionId)
    {
        var record = new JsonObject
        {
            ["eventName"] = "ObjectCreated:Put",
            ["s3"] = new JsonObject
            {
                ["bucket"] = new JsonObject { ["name"] = Bucket },
                ["object"] = new JsonObject { ["key"] = key, ["versionId"] = versionId },
            },
        };
        using var response = await InvokeAsync(FanOut, "Event", new JsonObject { ["Records"] = new JsonArray(record) }.ToJsonString());
    }

    /// <summary>Runs a function with a test event and waits for its answer.</summary>
    public async Task<JsonNode> InvokeAsync(string function, string payload)
    {
        using var response = await InvokeAsync(function, "RequestResponse", payload);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> InvokeAsync(string function, string type, string payload)
    {
        using var http = new HttpClient(new SigningHandler(_cloud.Operator.AccessKeyId, _cloud.Operator.Secret, "lambda")) { BaseAddress = Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"2015-03-31/functions/{function}/invocations")
        {
            Content = new StringContent(payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Amz-Invocation-Type", type);
        return (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    public async Task SendAsync(params string[] bodies)
    {
        foreach (var batch in bodies.Select((body, index) => (body, index)).Chunk(10))
        {
            var response = await Sqs.SendMessageBatchAsync(new SendMessageBatchRequest
            {
                QueueUrl = RowsQueue,
                Entries = [.. batch.Select(each => new SendMessageBatchRequestEntry { Id = $"m{each.index}", MessageBody = each.body })],
            });
            Assert.True(response.Failed is null or { Count: 0 });
        }
    }

    /// <summary>All items of the table.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (var page in DynamoDb.Paginators.Scan(new ScanRequest { TableName = ProcessedData.TableName }).Responses)
        {
            items.AddRange(page.Items);
        }

        return items;
    }

    public async Task<IReadOnlyList<string>> SlotsAsync()
    {
        var response = await DynamoDb.GetItemAsync(
            PipelineState.TableName, new() { [PipelineState.Id] = new AttributeValue(PipelineState.FileSlots) });
        return response.Item is { Count: > 0 } item ? item[PipelineState.Claimed].SS : [];
    }

    /// <summary>Messages that wait, are delayed or in flight.</summary>
    public async Task<int> DepthAsync(string queueUrl)
    {
        var response = await Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = [QueueAttributeName.All] });
        return new[]
        {
            QueueAttributeName.ApproximateNumberOfMessages,
            QueueAttributeName.ApproximateNumberOfMessagesDelayed,
            QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
        }.Sum(name => int.Parse(response.Attributes[name], CultureInfo.InvariantCulture));
    }

    public async Task<string> ReceiveBodyAsync(string queueUrl)
    {
        var response = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, WaitTimeSeconds = 20 });
        return Assert.Single(response.Messages).Body;
    }

    public async ValueTask DisposeAsync()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
        await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string ReadShared(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    private T At<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = Endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }
}
