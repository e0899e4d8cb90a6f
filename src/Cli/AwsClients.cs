using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli;

/// <summary>The SDK's clients, pointed at the local endpoint with the operator's credentials.</summary>
internal sealed class AwsClients(Uri endpoint) : IDisposable
{
    private static readonly BasicAWSCredentials Operator = new(LocalAccount.OperatorAccessKey, LocalAccount.OperatorSecretKey);

    public AmazonS3Client S3 { get; } = new(Operator, At(new AmazonS3Config { ForcePathStyle = true }, endpoint));

    public AmazonSQSClient Sqs { get; } = new(Operator, At(new AmazonSQSConfig(), endpoint));

    public AmazonDynamoDBClient DynamoDb { get; } = new(Operator, At(new AmazonDynamoDBConfig(), endpoint));

    public void Dispose()
    {
        S3.Dispose();
        Sqs.Dispose();
        DynamoDb.Dispose();
    }

    private static T At<T>(T config, Uri endpoint)
        where T : ClientConfig
    {
        config.ServiceURL = endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        return config;
    }
}
