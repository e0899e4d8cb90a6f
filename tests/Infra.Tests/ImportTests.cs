using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>
/// What outlives the stack can be taken into the next one, as <c>docs/deploy.md</c> says: the tables by
/// <c>cdk deploy --import-existing-resources</c>, and the bucket, whose name is CloudFormation's, by <c>cdk import</c>.
/// </summary>
[Collection(nameof(Synthesis))]
public class ImportTests(ProductionStack stack)
{
    // CloudFormation's user guide, "Import AWS resources into a CloudFormation stack automatically".
    [Fact]
    public void A_table_that_has_stayed_has_all_that_an_automatic_import_needs() => Assert.All(stack.Resources("AWS::DynamoDB::Table").Values, table =>
    {
        Assert.Contains((string?)table["DeletionPolicy"], (string[])["Retain", "RetainExceptOnCreate"]);
        // Not one that is put together at the deployment.
        Assert.Equal(System.Text.Json.JsonValueKind.String, table["Properties"]!["TableName"]!.GetValueKind());
    });

    // Everything else that has a name of its own would be in the way of the next deployment, and is not imported.
    [Fact]
    public void Nothing_that_stays_has_a_name_of_its_own_but_the_tables()
    {
        var named = Kept().Where(resource => resource.Value!["Properties"]!.AsObject()
            .Any(property => property.Key is "BucketName" or "LogGroupName" or "TableName" or "QueueName" or "Name"));

        Assert.All(named, resource => Assert.Equal("AWS::DynamoDB::Table", (string?)resource.Value!["Type"]));
        Assert.Equal(
            ["AWS::DynamoDB::Table", "AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::S3::Bucket"],
            Kept().Select(resource => (string)resource.Value!["Type"]!).Order(StringComparer.Ordinal));
    }

    // 'cdk import' makes a stack of them alone: nothing else is there that they could refer to.
    [Fact]
    public void What_is_imported_refers_to_nothing_else() => Assert.All(
        Kept().Where(resource => (string?)resource.Value!["Type"] is "AWS::DynamoDB::Table" or "AWS::S3::Bucket"),
        resource =>
        {
            var text = resource.Value!.ToJsonString();
            Assert.DoesNotContain("\"Ref\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"Fn::", text, StringComparison.Ordinal);
            Assert.Null(resource.Value["DependsOn"]);
        });

    private IEnumerable<KeyValuePair<string, JsonNode?>> Kept() => stack.Document["Resources"]!.AsObject()
        .Where(resource => ((string?)resource.Value!["DeletionPolicy"])?.StartsWith("Retain", StringComparison.Ordinal) is true);
}
