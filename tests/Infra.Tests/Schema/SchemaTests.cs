using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Tests.Schema;

[Collection(nameof(Synthesis))]
public class SchemaTests(ProductionStack production, DevelopmentStack development)
{
    [Fact]
    public void Every_property_of_every_resource_is_one_that_CloudFormation_knows_and_has_its_type()
    {
        Assert.Empty(ResourceSchema.Problems(production.Document));
        Assert.Empty(ResourceSchema.Problems(development.Document));
    }

    [Theory]
    [InlineData("AWS::S3::Bucket", "Versioned", "true", ".Versioned is unknown")]
    [InlineData("AWS::S3::Bucket", "VersioningConfiguration/State", "\"Enabled\"", ".VersioningConfiguration.State is unknown")]
    [InlineData("AWS::EC2::LaunchTemplate", "LaunchTemplateData/BlockDeviceMappings/0/Ebs/Size", "8", ".Ebs.Size is unknown")]
    [InlineData("AWS::SQS::Queue", "VisibilityTimeout", "\"soon\"", "\"soon\", which is no whole number")]
    [InlineData("AWS::SQS::Queue", "SqsManagedSseEnabled", "\"yes\"", "\"yes\", which is no truth value")]
    [InlineData("AWS::SQS::QueuePolicy", "Queues", "\"Rows\"", ".Queues is no list")]
    [InlineData("AWS::DynamoDB::Table", "TableName", "[\"ProcessedData\"]", "which is no text")]
    [InlineData("AWS::Lambda::Function", "Environment", "\"A=1\"", ".Environment is no object")]
    [InlineData("AWS::EC2::LaunchTemplate", "LaunchTemplateData/BlockDeviceMappings/0/Ebs/VolumeSize", "\"8 GB\"", "which is no whole number")]
    [InlineData("AWS::EC2::FlowLog", "TrafficType", "\"SOME\"", "\"SOME\", and may be")]
    [InlineData("AWS::Logs::LogGroup", "RetentionInDays", "366", "366, and may be")]
    [InlineData("AWS::DynamoDB::Table", "KeySchema", null, ".KeySchema is missing")]
    [InlineData("AWS::Lambda::Function", "Role", null, ".Role is missing")]
    [InlineData("AWS::S3::Bucket", "LifecycleConfiguration/Rules/0/Status", null, ".Rules[0].Status is missing")]
    [InlineData("AWS::IAM::InstanceProfile", "Roles/0", """{ "Fn::GetAtt": ["MinuteFilesBucketD31E1DE9", "Size"] }""", "for Size, which a resource of its type does not have")]
    public void A_fault_is_found(string type, string path, string? value, string problem)
    {
        var template = production.Document.DeepClone().AsObject();
        var steps = path.Split('/');
        var at = template["Resources"]!.AsObject().First(resource => (string?)resource.Value!["Type"] == type).Value!["Properties"]!;
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        }

        if (at is JsonArray list)
        {
            list[0] = JsonNode.Parse(value!);
        }
        else if (value is null)
        {
            at.AsObject().Remove(steps[^1]);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }

        Assert.Contains(problem, Assert.Single(ResourceSchema.Problems(template)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Type": "AWS::S3::Bukkit" }""", "there is no type AWS::S3::Bukkit")]
    [InlineData("""{ "Type": "AWS::SNS::Topic", "Depends": [] }""", "a resource has no attribute Depends")]
    [InlineData("""{ "Type": "AWS::SNS::Topic", "DeletionPolicy": "Keep" }""", "DeletionPolicy is Keep")]
    public void A_resource_that_CloudFormation_does_not_know_is_found(string resource, string problem)
    {
        var template = new JsonObject { ["Resources"] = new JsonObject { ["R"] = JsonNode.Parse(resource) } };

        Assert.Equal($"R: {problem}", Assert.Single(ResourceSchema.Problems(template)));
    }
}
