using Amazon.DynamoDBv2;
using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli;

/// <summary>The SDK's clients.</summary>
/// <param name="local">The local run to ask; null for AWS, with whatever the SDK finds in the environment.</param>
internal sealed class AwsClients(LocalTarget? local) : IDisposable
{
    // The SDK's ten would keep a person waiting for almost two minutes for a table that does not answer at all.
    private const int TableRetries = 4;

    public AmazonS3Client S3 { get; } = local is null
        ? new AmazonS3Client(new AmazonS3Config { ForcePathStyle = IsStandIn })
        : new AmazonS3Client(local.Credentials, At(new AmazonS3Config { ForcePathStyle = true }, local.Endpoint));

    public AmazonSQSClient Sqs { get; } = local is null
        ? new AmazonSQSClient(new AmazonSQSConfig())
        : new AmazonSQSClient(local.Credentials, At(new AmazonSQSConfig(), local.Endpoint));

    public AmazonDynamoDBClient DynamoDb { get; } = local is null
        ? new AmazonDynamoDBClient(new AmazonDynamoDBConfig { MaxErrorRetry = TableRetries })
        : new AmazonDynamoDBClient(local.Credentials, At(new AmazonDynamoDBConfig { MaxErrorRetry = TableRetries }, local.Endpoint));

    public AmazonLambdaClient Lambda { get; } = OpenLambda(local, new AmazonLambdaConfig());

    // Whatever stands in for S3 there has no bucket names in its host name.
    private static bool IsStandIn => IsSet("AWS_ENDPOINT_URL_S3") || IsSet("AWS_ENDPOINT_URL");

    /// <summary>A client with its own timeout and retries, for the caller to dispose of.</summary>
    public AmazonLambdaClient OpenLambda(AmazonLambdaConfig config) => OpenLambda(local, config);

    public void Dispose()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
        Lambda.Dispose();
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static AmazonLambdaClient OpenLambda(LocalTarget? local, AmazonLambdaConfig config) => local is null
        ? new AmazonLambdaClient(config)
        : new AmazonLambdaClient(local.Credentials, At(config, local.Endpoint));

    private static T At<T>(T config, Uri endpoint)
        where T : ClientConfig
    {
        config.ServiceURL = endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }
}
