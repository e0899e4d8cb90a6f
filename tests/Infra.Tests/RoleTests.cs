using System.Text.Json.Nodes;
using ServerlessPipeline.Infra.Rules;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class RoleTests(ProductionStack stack)
{
    [Fact]
    public void Every_function_has_a_role_of_its_own()
    {
        var roles = stack.Resources("AWS::Lambda::Function").Values
            .Select(function => function["Properties"]!["Role"]!["Fn::GetAtt"]![0]!.ToString())
            .ToList();

        Assert.Equal(roles.Count, roles.Distinct().Count());
    }

    [Fact]
    public void No_role_has_a_managed_policy() =>
        Assert.All(stack.Resources("AWS::IAM::Role"), role => Assert.Null(role.Value["Properties"]!["ManagedPolicyArns"]));

    // The whole list: an action on every resource that is not here is one too many.
    [Fact]
    public void Only_what_has_no_resource_in_IAM_is_allowed_on_all_of_them()
    {
        var everywhere = Statements()
            .Where(statement => Texts(statement["Resource"]).Contains("*"))
            .SelectMany(statement => Texts(statement["Action"]));

        Assert.Subset(WildcardRule.WithoutResource.ToHashSet(), everywhere.ToHashSet());
    }

    [Theory]
    [InlineData("FanOutRole", "dynamodb:UpdateItem", "logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObject", "s3:GetObjectVersion",
        "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage", "xray:PutTelemetryRecords", "xray:PutTraceSegments")]
    [InlineData("WriterRole", "dynamodb:BatchWriteItem", "dynamodb:PutItem", "logs:CreateLogStream", "logs:PutLogEvents", "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage",
        "xray:PutTelemetryRecords", "xray:PutTraceSegments")]
    [InlineData("MinuteFilesNotificationsRole", "logs:CreateLogStream", "logs:PutLogEvents", "s3:PutBucketNotification")]
    public void A_role_allows_these_actions_and_no_more(string role, params string[] actions)
    {
        var allowed = stack.Resources("AWS::IAM::Policy")
            .Where(policy => policy.Key.StartsWith(role, StringComparison.Ordinal))
            .SelectMany(policy => policy.Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray())
            .SelectMany(statement => Texts(statement!["Action"]))
            .Distinct();

        Assert.Equal(actions, allowed.Order(StringComparer.Ordinal));
    }

    private IEnumerable<JsonNode> Statements() => stack.Resources("AWS::IAM::Policy").Values
        .SelectMany(policy => policy["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray())
        .Select(statement => statement!);

    private static IEnumerable<string> Texts(JsonNode? value) => value is JsonArray items ? items.Select(item => item!.ToString()) : [value!.ToString()];
}
