using Amazon.CDK;
using Amazon.CDK.Assertions;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
using ServerlessPipeline.Infra.Rules;
using Annotations = Amazon.CDK.Assertions.Annotations;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class RuleTests
{
    private static readonly Dictionary<string, Action<Stack>> Faults = new()
    {
        ["A bucket must be encrypted"] = stack => _ = new CfnBucket(stack, "Bucket"),
        ["A queue must be encrypted"] = stack => _ = new CfnQueue(stack, "Queue"),
        ["A table must be encrypted"] = stack => _ = new Table(stack, "Table", new TableProps
        {
            PartitionKey = new Attribute { Name = "id", Type = AttributeType.STRING },
        }),
        ["A volume must be encrypted"] = stack => _ = new LaunchTemplate(stack, "Template", new LaunchTemplateProps
        {
            BlockDevices = [new BlockDevice { DeviceName = "/dev/xvda", Volume = BlockDeviceVolume.Ebs(8) }],
        }),
        ["Requests without TLS must be denied"] = stack => _ = new Topic(stack, "Topic"),
        ["A log group must expire"] = stack => _ = new LogGroup(stack, "Logs", new LogGroupProps { Retention = RetentionDays.INFINITE }),
        ["A function must log into a group that expires"] = stack => _ = new Function(stack, "Function", new FunctionProps
        {
            Runtime = Runtime.PYTHON_3_12,
            Handler = "index.handler",
            Code = Code.FromInline("pass"),
        }),
        ["A queue must have a dead-letter queue"] = stack => _ = new Queue(stack, "Queue", new QueueProps
        {
            Encryption = QueueEncryption.SQS_MANAGED,
            EnforceSSL = true,
        }),
        ["A role must name its actions; it has s3:*"] = stack => Allow(stack, "s3:*", "arn:aws:s3:::bucket"),
        ["A role must name its resources; it may s3:GetObject on all of them"] = stack => Allow(stack, "s3:GetObject", "*"),
        ["A role must not have a managed policy"] = stack =>
            Role(stack).AddManagedPolicy(ManagedPolicy.FromAwsManagedPolicyName("AdministratorAccess")),
    };

    public static TheoryData<string> Problems => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Problems))]
    public void What_breaks_a_rule_is_an_error(string problem)
    {
        var stack = new Stack(new App(), "Faulty");
        foreach (var rule in Rule.All)
        {
            Aspects.Of(stack).Add(rule);
        }

        Faults[problem](stack);

        Assert.NotEmpty(Annotations.FromStack(stack).FindError("*", Match.StringLikeRegexp($"{problem.Replace("*", @"\*", StringComparison.Ordinal)}.*")));
    }

    private static void Allow(Stack stack, string action, string resource) =>
        Role(stack).AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = [action], Resources = [resource] }));

    private static Role Role(Stack stack) =>
        new(stack, "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
}
