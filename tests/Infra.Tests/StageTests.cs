using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Tests;

[Collection(nameof(Synthesis))]
public class StageTests(ProductionStack production, DevelopmentStack development)
{
    [Fact]
    public void A_development_stack_can_be_removed_whole()
    {
        var resources = development.Document["Resources"]!.AsObject();

        Assert.All(resources, resource => Assert.NotEqual("Retain", (string?)resource.Value!["DeletionPolicy"]));
        Assert.All(development.Resources("AWS::DynamoDB::Table").Values, table =>
            Assert.False((bool?)table["Properties"]!["DeletionProtectionEnabled"] ?? false));
        Assert.Single(development.Resources("Custom::S3AutoDeleteObjects"));
    }

    [Fact]
    public void Nothing_empties_the_bucket_of_a_production_stack() => Assert.Empty(production.Resources("Custom::S3AutoDeleteObjects"));

    [Fact]
    public void The_stages_can_stand_in_one_account()
    {
        var names = Names(production).ToList();

        Assert.Contains("ProcessedData", names);
        Assert.Empty(names.Intersect(Names(development)));
    }

    private static IEnumerable<string> Names(SynthesizedStack stack) => stack.Document["Resources"]!.AsObject()
        .Select(resource => resource.Value!["Properties"])
        .SelectMany(properties => new[] { "TableName", "AlarmName", "DashboardName", "LogGroupName", "RoleName" }
            .Select(property => properties?[property]))
        .OfType<JsonValue>()
        .Select(name => (string)name!);
}
