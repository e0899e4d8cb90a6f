using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalCloud.DynamoDb;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.S3;
using ServerlessPipeline.LocalCloud.Sqs;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalServices;

/// <summary>
/// S3, SQS and DynamoDB for the tests of an assembly, started once. Every test makes a bucket, queues and tables of its own.
/// </summary>
public sealed class LocalAws : IAsyncLifetime
{
    internal const string Secret = "a secret of the tests";

    private static readonly BasicAWSCredentials Credentials = new(LocalAccount.OperatorAccessKey, Secret);

    private readonly string _folder = Directory.CreateTempSubdirectory("local-aws-").FullName;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ReadOnlyMemory<byte>>> _notifications = new();
    private DynamoDbService _dynamoDb = null!;
    private SqsService _sqs = null!;
    private S3Service _s3 = null!;
    private AwsGateway _gateway = null!;
    private int _names;

    public async ValueTask InitializeAsync()
    {
        _dynamoDb = await DynamoDbService.StartAsync(
            new DynamoDbOptions { DataFolder = Path.Combine(_folder, "dynamodb") },
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        _sqs = new SqsService(Path.Combine(_folder, "sqs"), TimeProvider.System);
        _s3 = new S3Service(Path.Combine(_folder, "s3"), TimeProvider.System, Deliver);
        var keys = new AccessKeys("the tests");
        keys.Add(LocalAccount.OperatorAccessKey, Secret);
        _gateway = new AwsGateway([_dynamoDb, _sqs, _s3], new GatewayOptions { Port = 0 }, keys);
        await _gateway.StartAsync(TestContext.Current.CancellationToken);
        _s3.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _s3.DisposeAsync();
        await _gateway.DisposeAsync();
        await _dynamoDb.DisposeAsync();
        _sqs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal Uri Endpoint => _gateway.Endpoint;

    /// <summary>For a bucket, a queue or a table.</summary>
    internal string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _names)}";

    /// <summary>A bucket whose notifications <see cref="Notifications"/> has.</summary>
    internal string NewBucket(bool versioned)
    {
        var name = NewName("bucket");
        _s3.PutBucket(name, new BucketSettings(versioned, [new NotificationRule("all", name, ["s3:ObjectCreated:*"], null, null)]));
        return name;
    }

    /// <summary>The events that S3 has sent for the bucket, as on the wire.</summary>
    internal ConcurrentQueue<ReadOnlyMemory<byte>> Notifications(string bucket) => _notifications.GetOrAdd(bucket, _ => new());

    internal async Task<string> NewTableAsync(params string[] keyAttributes)
    {
        var name = NewName("table");
        await _dynamoDb.PutTableAsync(
            new TableResource(new ResourceId("Tests", name, name, LocalAccount.Arn("dynamodb", $"table/{name}")))
            {
                Key = [.. keyAttributes.Select(attribute => new KeyAttribute(attribute, "S"))],
            },
            TestContext.Current.CancellationToken);
        return name;
    }

    internal AmazonS3Client S3(Wire? wire = null) => new(
        Credentials, With(new AmazonS3Config { ForcePathStyle = true }, wire));

    internal AmazonSQSClient Sqs(Wire? wire = null) => new(Credentials, With(new AmazonSQSConfig(), wire));

    internal AmazonDynamoDBClient DynamoDb(Wire? wire = null) => new(Credentials, With(new AmazonDynamoDBConfig(), wire));

    /// <summary>No retries, so that every call a test counts or refuses is one of the function's own.</summary>
    private T With<T>(T config, Wire? wire)
        where T : ClientConfig
    {
        config.ServiceURL = _gateway.Endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = wire is null ? null : new WireFactory(wire);
        return config;
    }

    private Task Deliver(string target, ReadOnlyMemory<byte> notification, CancellationToken cancellationToken)
    {
        Notifications(target).Enqueue(notification);
        return Task.CompletedTask;
    }
}
