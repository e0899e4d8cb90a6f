using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>What other parts of a template can learn of a resource.</summary>
/// <param name="Name">The physical name.</param>
/// <param name="Reference">What <c>Ref</c> gives.</param>
/// <param name="Attributes">What <c>Fn::GetAtt</c> gives, by attribute; always has <c>Arn</c>.</param>
internal sealed record Identity(string Name, string Reference, IReadOnlyDictionary<string, string> Attributes)
{
    public string Arn => Attributes["Arn"];

    /// <summary>The property that sets the name, and the longest name that the service takes.</summary>
    public static (string? Property, int MaxLength) NameRule(string type) => type switch
    {
        "AWS::S3::Bucket" => ("BucketName", 63),
        "AWS::SQS::Queue" => ("QueueName", 80),
        "AWS::DynamoDB::Table" => ("TableName", 255),
        "AWS::Lambda::Function" => ("FunctionName", 64),
        "AWS::IAM::Role" => ("RoleName", 64),
        "AWS::IAM::ManagedPolicy" => ("ManagedPolicyName", 128),
        "AWS::IAM::InstanceProfile" => ("InstanceProfileName", 128),
        "AWS::EC2::LaunchTemplate" => ("LaunchTemplateName", 128),
        "AWS::AutoScaling::AutoScalingGroup" => ("AutoScalingGroupName", 255),
        "AWS::Logs::LogGroup" => ("LogGroupName", 512),
        _ => (null, 255),
    };

    /// <summary>
    /// The name of a resource that the template leaves unnamed: the same in every run, so that state outlives a restart.
    /// </summary>
    public static string DefaultName(string type, string stack, string logicalId)
    {
        var name = $"{stack}-{logicalId}";
        if (type == "AWS::S3::Bucket")
        {
            name = name.ToLowerInvariant();
        }

        var longest = NameRule(type).MaxLength;
        if (name.Length <= longest)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, longest - 9)}-{hash}");
    }

    /// <param name="type">The resource type.</param>
    /// <param name="name">The physical name.</param>
    /// <param name="endpoint">The gateway's address, for the URLs of queues.</param>
    public static Identity Of(string type, string name, Uri endpoint) => type switch
    {
        "AWS::S3::Bucket" => new(name, name, new Dictionary<string, string>
        {
            ["Arn"] = LocalAccount.Arn("s3", name),
            ["DomainName"] = $"{name}.s3.amazonaws.com",
            ["RegionalDomainName"] = $"{name}.s3.{LocalAccount.Region}.amazonaws.com",
        }),
        "AWS::SQS::Queue" => Queue(name, new Uri(endpoint, $"{LocalAccount.Id}/{name}").ToString()),
        "AWS::DynamoDB::Table" => Plain(name, LocalAccount.Arn("dynamodb", $"table/{name}")),
        "AWS::Lambda::Function" => Plain(name, LocalAccount.Arn("lambda", $"function:{name}")),
        "AWS::IAM::Role" => Plain(name, $"arn:aws:iam::{LocalAccount.Id}:role/{name}"),
        "AWS::IAM::ManagedPolicy" => ManagedPolicy(name, $"arn:aws:iam::{LocalAccount.Id}:policy/{name}"),
        "AWS::IAM::InstanceProfile" => Plain(name, $"arn:aws:iam::{LocalAccount.Id}:instance-profile/{name}"),
        "AWS::EC2::LaunchTemplate" => new(name, name, new Dictionary<string, string>
        {
            ["Arn"] = LocalAccount.Arn("ec2", $"launch-template/{name}"),
            ["DefaultVersionNumber"] = "1",
            ["LatestVersionNumber"] = "1",
        }),
        "AWS::Logs::LogGroup" => Plain(name, LocalAccount.Arn("logs", $"log-group:{name}:*")),
        // A resource that is not played still has a name and an ARN, so that policies that mention it can be read.
        _ => Plain(name, LocalAccount.Arn(type.Split("::")[^1].ToLowerInvariant(), name)),
    };

    private static Identity Plain(string name, string arn) =>
        new(name, name, new Dictionary<string, string> { ["Arn"] = arn });

    private static Identity ManagedPolicy(string name, string arn) =>
        new(name, arn, new Dictionary<string, string> { ["Arn"] = arn, ["PolicyArn"] = arn });

    private static Identity Queue(string name, string url) => new(name, url, new Dictionary<string, string>
    {
        ["Arn"] = LocalAccount.Arn("sqs", name),
        ["QueueName"] = name,
        ["QueueUrl"] = url,
    });
}
