using Amazon.DynamoDBv2;
using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli;

/// <summary>The SDK's clients.</summary>
internal sealed class AwsClients : IDisposable
{
    // The SDK's ten would keep a person waiting for almost two minutes for a table that refuses every call.
    private const int TableRetries = 4;

    private readonly LocalTarget? _local;
    private readonly TimeSpan _patience;

    /// <param name="local">The local run to ask; null for AWS, with whatever the SDK finds in the environment.</param>
    /// <param name="patience">How long a service may say nothing; null for ten seconds.</param>
    public AwsClients(LocalTarget? local, TimeSpan? patience = null)
    {
        (_local, _patience) = (local, patience ?? ServiceHttp.UsualPatience);
        S3 = local is null
            ? new AmazonS3Client(With(new AmazonS3Config { ForcePathStyle = IsStandIn }))
            : new AmazonS3Client(local.Credentials, With(new AmazonS3Config { ForcePathStyle = true }));
        Sqs = local is null
            ? new AmazonSQSClient(With(new AmazonSQSConfig()))
            : new AmazonSQSClient(local.Credentials, With(new AmazonSQSConfig()));
        DynamoDb = local is null
            ? new AmazonDynamoDBClient(With(new AmazonDynamoDBConfig { MaxErrorRetry = TableRetries }))
            : new AmazonDynamoDBClient(local.Credentials, With(new AmazonDynamoDBConfig { MaxErrorRetry = TableRetries }));
        Lambda = OpenLambda(With(new AmazonLambdaConfig()));
    }

    public AmazonS3Client S3 { get; }

    public AmazonSQSClient Sqs { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    public AmazonLambdaClient Lambda { get; }

    // Whatever stands in for S3 there has no bucket names in its host name.
    private static bool IsStandIn => IsSet("AWS_ENDPOINT_URL_S3") || IsSet("AWS_ENDPOINT_URL");

    /// <summary>
    /// A client for functions that may run for minutes before they answer; nothing but its timeout ends that. For the caller to
    /// dispose of.
    /// </summary>
    public AmazonLambdaClient OpenPatientLambda(AmazonLambdaConfig config) => OpenLambda(With(config, patience: null));

    /// <summary>What every client of a command needs, whichever service it asks.</summary>
    public T With<T>(T config)
        where T : ClientConfig => With(config, _patience);

    public void Dispose()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
        Lambda.Dispose();
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private AmazonLambdaClient OpenLambda(AmazonLambdaConfig config) =>
        _local is null ? new AmazonLambdaClient(config) : new AmazonLambdaClient(_local.Credentials, config);

    private T With<T>(T config, TimeSpan? patience)
        where T : ClientConfig
    {
        config.HttpClientFactory = new ServiceHttp(patience);
        if (_local is not null)
        {
            config.ServiceURL = _local.Endpoint.ToString();
            config.AuthenticationRegion = LocalAccount.Region;
        }

        return config;
    }
}
