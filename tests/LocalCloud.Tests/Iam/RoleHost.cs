using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using ServerlessPipeline.LocalCloud.Tests.Lambda;
using ServerlessPipeline.LocalCloud.Tests.Templates;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.LocalCloud.Tests.Iam;

/// <summary>
/// A local run of a template with two of everything, and a function whose role allows a little of the first; with Amazon's
/// clients for the function and for the operator.
/// </summary>
public class RoleHost : IAsyncLifetime
{
    public const string User = "User: arn:aws:sts::000000000000:assumed-role/mine/mine is not authorized to perform:";

    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _clients = [];
    private LocalCloudHost? _cloud;

    /// <summary>The function's, which nobody but its process is told.</summary>
    public BasicAWSCredentials Program { get; private set; } = null!;

    public BasicAWSCredentials Operator { get; private set; } = null!;

    internal LocalCloudHost Cloud => _cloud!;

    internal string DataFolder => Path.Combine(_folder.Path, "data");

    internal string CredentialsFile => OperatorCredentials.PathIn(DataFolder);

    internal string QueueUrl(string name) => new Uri(Cloud.Endpoint, $"{LocalAccount.Id}/{name}").ToString();

    internal AmazonS3Client S3(AWSCredentials credentials) => Keep(
        new AmazonS3Client(credentials, With(new AmazonS3Config { ForcePathStyle = true })));

    internal AmazonSQSClient Sqs(AWSCredentials credentials) => Keep(new AmazonSQSClient(credentials, With(new AmazonSQSConfig())));

    internal AmazonDynamoDBClient DynamoDb(AWSCredentials credentials) => Keep(
        new AmazonDynamoDBClient(credentials, With(new AmazonDynamoDBConfig())));

    /// <summary>Signs as the function does, for what no client here speaks.</summary>
    internal HttpClient Http(string service)
    {
        var key = Program.GetCredentials();
        return Keep(new HttpClient(new SigningHandler(key.AccessKey, key.SecretKey, service)) { BaseAddress = Cloud.Endpoint });
    }

    public async ValueTask InitializeAsync()
    {
        var assembly = Directory.CreateDirectory(Path.Combine(_folder.Path, "cdk.out")).FullName;
        Synthesized.Write(assembly, LambdaHost.FunctionFolder, ("Stack", Template));
        _cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions { CloudAssembly = assembly, DataFolder = DataFolder, Port = 0, AnyKey = AnyKey },
            TestContext.Current.CancellationToken);
        Operator = new BasicAWSCredentials(Cloud.Operator.AccessKeyId, Cloud.Operator.Secret);
        var key = Cloud.Issue("mine");
        Program = new BasicAWSCredentials(key.Id, key.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _clients.ForEach(client => client.Dispose());
        await Cloud.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Whether it takes keys that it does not know.</summary>
    private protected virtual bool AnyKey => false;

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }

    private T With<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = Cloud.Endpoint.ToString();
        config.AuthenticationRegion = LocalAccount.Region;
        config.MaxErrorRetry = 0;
        return config;
    }

    private const string Table = """
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "kind", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "GlobalSecondaryIndexes": [{ "IndexName": "by-kind", "KeySchema": [{ "AttributeName": "kind", "KeyType": "HASH" }],
          "Projection": { "ProjectionType": "ALL" } }]
        """;

    private const string Template = $$"""
        { "Resources": {
          "Files": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "files", "VersioningConfiguration": { "Status": "Enabled" } } },
          "Other": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "other" } },
          "FilesPolicy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Files" }, "PolicyDocument": { "Statement": [
            { "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "s3:*", "Resource": ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
              "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
            { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::files/in/sealed/*" }] } } },
          "Rows": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "rows" } },
          "Dead": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dead" } },
          "Items": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "items", {{Table}} } },
          "State": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "state", {{Table}} } },
          "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "mine", "AssumeRolePolicyDocument": {},
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
            "Policies": [{ "PolicyName": "little", "PolicyDocument": { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::files/in/*" },
              { "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::files/in/never" },
              { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Rows", "Arn"] } },
              { "Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:BatchWriteItem", "dynamodb:Query"],
                "Resource": { "Fn::GetAtt": ["Items", "Arn"] } }] } }] } },
          "Function": { "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": "mine", "Code": { "S3Key": "code.zip" },
            "Handler": "ServerlessPipeline.LocalCloud.Tests.Function", "Runtime": "dotnet10",
            "Role": { "Fn::GetAtt": ["Role", "Arn"] } } } } }
        """;
}

/// <summary>One that takes any key.</summary>
public sealed class AnyKeyHost : RoleHost
{
    private protected override bool AnyKey => true;
}
