using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Chain;

/// <summary>A synthesized template running in this process, on a free port and in a folder of its own.</summary>
internal sealed class LocalChain : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Polling = TimeSpan.FromMilliseconds(10);

    private readonly LocalCloudHost _cloud;
    private readonly string _folder;
    private readonly BasicAWSCredentials _operator;
    private int _files;

    private LocalChain(LocalCloudHost cloud, string folder)
    {
        (_cloud, _folder) = (cloud, folder);
        _operator = new BasicAWSCredentials(cloud.Operator.AccessKeyId, cloud.Operator.Secret);
        S3 = NewS3(handler: null);
        Sqs = new AmazonSQSClient(_operator, At(new AmazonSQSConfig()));
        DynamoDb = new AmazonDynamoDBClient(_operator, At(new AmazonDynamoDBConfig()));
    }

    public AmazonS3Client S3 { get; }

    public AmazonSQSClient Sqs { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    /// <summary>The last file that was sent.</summary>
    public string LatestKey { get; private set; } = "";

    public string Bucket => _cloud.Outputs["MinuteFilesBucket"];

    public string RowsQueue => _cloud.Outputs["RowsQueue"];

    /// <summary>Where it is, for commands: options for its port, and for a folder that holds its outputs.</summary>
    public async Task<IReadOnlyList<string>> WhereAsync()
    {
        var outputs = new JsonObject(_cloud.Outputs.Select(output => KeyValuePair.Create(output.Key, (JsonNode?)output.Value)));
        await File.WriteAllTextAsync(Path.Combine(_folder, "outputs.json"), new JsonObject { ["ServerlessPipeline"] = outputs }.ToJsonString());
        return ["--port", _cloud.Endpoint.Port.ToString(CultureInfo.InvariantCulture), "--data", _folder];
    }

    public FunctionSettings FanOut => _cloud.Function(_cloud.Outputs["FanOutFunction"]);

    public FunctionSettings Writer => _cloud.Function(_cloud.Outputs["WriterFunction"]);

    /// <summary>Messages that the rows queue has accepted so far.</summary>
    public long RowsSent => _cloud.MessagesSent(RowsQueue);

    /// <summary>All that was asked of the services so far.</summary>
    public Requests Requests => new(
        _cloud.Requests.Of(FanOut.AccessKeyId, "s3"),
        _cloud.Requests.Of(FanOut.AccessKeyId, "sqs"),
        _cloud.Requests.Of(FanOut.AccessKeyId, "dynamodb"),
        _cloud.Mappings.Sum(mapping => _cloud.Requests.Of(mapping, "ReceiveMessage")),
        _cloud.Mappings.Sum(mapping => _cloud.Requests.Of(mapping, "DeleteMessageBatch")),
        _cloud.Requests.Of(Writer.AccessKeyId, "dynamodb"));

    public int ConnectionsOf(FunctionSettings function) => _cloud.Requests.ConnectionsOf(function.AccessKeyId);

    /// <summary>All that the functions have logged.</summary>
    public string Logs(FunctionSettings function) => string.Join('\n', Directory
        .GetFiles(Path.Combine(_folder, "lambda", "logs"), $"{function.Name}*")
        .Select(path =>
        {
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return file.ReadToEnd();
        }));

    public static async Task<LocalChain> StartAsync(string cloudAssembly)
    {
        var folder = TemporaryFolders.New("bench-");
        var cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                CloudAssembly = cloudAssembly,
                DataFolder = folder,
                NodeModules = Path.Combine(Checkout.Root, "node_modules"),
                Port = 0,
            },
            CancellationToken.None);
        return new LocalChain(cloud, folder);
    }

    public AmazonS3Client NewS3(HttpMessageHandler? handler)
    {
        var config = At(new AmazonS3Config { ForcePathStyle = true });
        config.HttpClientFactory = handler is null ? null : new OneHandler(handler);
        return new AmazonS3Client(_operator, config);
    }

    /// <summary>A minute file for S3; each call another minute.</summary>
    public static async Task<(string Key, byte[] Content)> FileAsync(int symbols, int number)
    {
        var minute = Sample.Minute.AddMinutes(number);
        using var content = new MemoryStream();
        await MinuteFileWriter.WriteAsync(content, Sample.Candles(symbols, minute));
        return (MinuteFileKey.For(minute), content.ToArray());
    }

    /// <summary>Sends files through the whole chain, all at once, until each of their rows is an item.</summary>
    public async Task<TimeSpan> RunAsync(int files, int symbols)
    {
        var contents = new List<(string Key, byte[] Content)>();
        for (var file = 0; file < files; file++)
        {
            contents.Add(await FileAsync(symbols, _files++));
        }

        LatestKey = contents[^1].Key;
        var expected = RowsSent + ((long)files * symbols);
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(contents.Select(file => S3.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = file.Key, InputStream = new MemoryStream(file.Content) })));
        await WaitAsync(expected);
        return TimeProvider.System.GetElapsedTime(began);
    }

    /// <summary>Returns when so many rows have been sent in all, and each is an item.</summary>
    public async Task WaitAsync(long rowsSent)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (RowsSent < rowsSent || await WaitingAsync() > 0)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"{rowsSent} rows are not through after {Patience}: {Logs(FanOut)}{Logs(Writer)}");
            }

            await Task.Delay(Polling, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
        await _cloud.DisposeAsync();
    }

    /// <summary>Rows that are not yet items: a message goes when the writer has stored it.</summary>
    private async Task<int> WaitingAsync()
    {
        var response = await Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = RowsQueue, AttributeNames = [QueueAttributeName.All] });
        return new[] { QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible }
            .Sum(name => int.Parse(response.Attributes[name], CultureInfo.InvariantCulture));
    }

    private T At<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = _cloud.Endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }

    private sealed class OneHandler(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
