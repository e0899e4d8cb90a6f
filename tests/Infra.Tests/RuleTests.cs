using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
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
        ["A queue must keep its messages for less time than its dead-letter queue"] = stack => _ = new Queue(stack, "Queue", new QueueProps
        {
            RetentionPeriod = Duration.Days(14),
            DeadLetterQueue = new DeadLetterQueue { MaxReceiveCount = 5, Queue = new Queue(stack, "Dead") },
        }),
        ["A role must name its actions; it has s3:*"] = stack => Allow(stack, "s3:*", "arn:aws:s3:::bucket"),
        ["A role must name its resources; it may s3:GetObject on all of them"] = stack => Allow(stack, "s3:GetObject", "*"),
        ["A role must not have a managed policy"] = stack =>
            Role(stack).AddManagedPolicy(ManagedPolicy.FromAwsManagedPolicyName("AdministratorAccess")),
    };

    public static TheoryData<string> Problems => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Problems))]
    public void What_breaks_a_rule_is_an_error(string problem) => Assert.Contains(Errors(Faults[problem]), error => error.Contains(problem, StringComparison.Ordinal));

    // The CDK adds functions, and roles for them, that are no functions and roles of its library.
    [Theory]
    [InlineData("A function must log into a group that expires", "AWS::Lambda::Function", """{ "Runtime": "nodejs22.x" }""")]
    [InlineData("A queue must have a dead-letter queue", "AWS::SQS::Queue", "{}")]
    [InlineData("A queue must be encrypted", "AWS::SQS::Queue", "{}")]
    [InlineData("A role must not have a managed policy", "AWS::IAM::Role", """{ "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }""")]
    [InlineData("A role must name its actions; it has logs:*", "AWS::IAM::Role",
        """{ "Policies": [{ "PolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": "logs:*", "Resource": "*" }] } }] }""")]
    public void A_resource_that_is_none_of_the_CDKs_classes_is_held_to_the_rules_as_well(string problem, string type, string properties)
    {
        var errors = Errors(stack =>
        {
            var resource = new CfnResource(stack, "Raw", new CfnResourceProps { Type = type });
            foreach (var (name, value) in JsonNode.Parse(properties)!.AsObject())
            {
                resource.AddPropertyOverride(name, Plain(value!));
            }
        });

        Assert.Contains(errors, error => error.StartsWith($"Raw: {problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_override_takes_away_is_missed()
    {
        var errors = Errors(stack => ((CfnResource)new LogGroup(stack, "Logs", new LogGroupProps { Retention = RetentionDays.ONE_DAY }).Node.DefaultChild!)
            .AddPropertyDeletionOverride("RetentionInDays"));

        Assert.Contains("A log group must expire", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Errors(Action<Stack> fault)
    {
        var folder = Directory.CreateTempSubdirectory("rules-");
        try
        {
            var app = new App(new AppProps { Outdir = folder.FullName });
            fault(new Stack(app, "Faulty"));
            return PipelineApp.Errors(app.Synth());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static object Plain(JsonNode value) => value switch
    {
        JsonObject values => values.ToDictionary(entry => entry.Key, entry => Plain(entry.Value!)),
        JsonArray items => items.Select(item => Plain(item!)).ToArray(),
        _ => (string)value!,
    };

    private static void Allow(Stack stack, string action, string resource) =>
        Role(stack).AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = [action], Resources = [resource] }));

    private static Role Role(Stack stack) =>
        new(stack, "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
}
