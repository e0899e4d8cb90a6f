using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli;

/// <summary>The SDK's clients.</summary>
/// <param name="endpoint">
/// The local run's, which is asked with the operator's credentials; null for AWS, with whatever the SDK finds in the environment.
/// </param>
internal sealed class AwsClients(Uri? endpoint) : IDisposable
{
    private static readonly BasicAWSCredentials Operator = new(LocalAccount.OperatorAccessKey, LocalAccount.OperatorSecretKey);

    public AmazonS3Client S3 { get; } = endpoint is null
        ? new AmazonS3Client(new AmazonS3Config { ForcePathStyle = IsStandIn })
        : new AmazonS3Client(Operator, At(new AmazonS3Config { ForcePathStyle = true }, endpoint));

    public AmazonSQSClient Sqs { get; } = endpoint is null
        ? new AmazonSQSClient(new AmazonSQSConfig())
        : new AmazonSQSClient(Operator, At(new AmazonSQSConfig(), endpoint));

    public AmazonDynamoDBClient DynamoDb { get; } = endpoint is null
        ? new AmazonDynamoDBClient()
        : new AmazonDynamoDBClient(Operator, At(new AmazonDynamoDBConfig(), endpoint));

    // Whatever stands in for S3 there has no bucket names in its host name.
    private static bool IsStandIn => IsSet("AWS_ENDPOINT_URL_S3") || IsSet("AWS_ENDPOINT_URL");

    public void Dispose()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static T At<T>(T config, Uri endpoint)
        where T : ClientConfig
    {
        config.ServiceURL = endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }
}
