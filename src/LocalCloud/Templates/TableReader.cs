namespace ServerlessPipeline.LocalCloud.Templates;

internal static class TableReader
{
    private static readonly string[] WithoutLocalEffect =
    [
        "ContributorInsightsSpecification", "ResourcePolicy", "SSESpecification", "TableClass", "Tags", "WarmThroughput",
    ];

    public static TableResource Read(ResourceDefinition definition)
    {
        var properties = definition.Open(WithoutLocalEffect);
        properties.Allow("BillingMode", "PAY_PER_REQUEST", "PROVISIONED");
        var types = new Dictionary<string, string>();
        foreach (var attribute in properties.Objects("AttributeDefinitions"))
        {
            types[attribute.RequiredText("AttributeName")] = attribute.RequiredText("AttributeType");
        }

        var recovery = properties.Object("PointInTimeRecoverySpecification");
        recovery?.Ignore("RecoveryPeriodInDays");
        var lifetime = properties.Object("TimeToLiveSpecification");
        var ceiling = properties.Object("OnDemandThroughput");
        var table = new TableResource(definition.Id)
        {
            Key = Key(properties, types),
            GlobalIndexes = [.. properties.Objects("GlobalSecondaryIndexes").Select(index => Index(index, types))],
            ProvisionedThroughput = Throughput(properties),
            OnDemandThroughput = ceiling is null
                ? null
                : new OnDemandThroughput(ceiling.Number("MaxReadRequestUnits"), ceiling.Number("MaxWriteRequestUnits")),
            TimeToLiveAttribute = TimeToLiveAttribute(lifetime),
            PointInTimeRecovery = recovery?.Flag("PointInTimeRecoveryEnabled") ?? false,
            DeletionProtection = properties.Flag("DeletionProtectionEnabled") ?? false,
        };
        properties.Close();
        return table;
    }

    private static string? TimeToLiveAttribute(Properties? lifetime)
    {
        var attribute = lifetime?.Text("AttributeName");
        return lifetime?.Flag("Enabled") == true ? attribute : null;
    }

    private static GlobalIndex Index(Properties index, Dictionary<string, string> types)
    {
        index.Ignore("ContributorInsightsSpecification", "OnDemandThroughput", "WarmThroughput");
        var projection = index.Object("Projection");
        return new GlobalIndex(
            index.RequiredText("IndexName"),
            Key(index, types),
            projection?.Text("ProjectionType") ?? "ALL",
            projection?.Texts("NonKeyAttributes") ?? [],
            Throughput(index));
    }

    /// <summary>The key schema in the order that counts, with each attribute's type.</summary>
    private static KeyAttribute[] Key(Properties owner, Dictionary<string, string> types)
    {
        var elements = owner.Objects("KeySchema")
            .Select(element => (Name: element.RequiredText("AttributeName"), Kind: element.RequiredText("KeyType")))
            .OrderBy(element => element.Kind == "HASH" ? 0 : 1)
            .Select(element => new KeyAttribute(element.Name, types.GetValueOrDefault(element.Name, "")))
            .ToArray();
        if (elements.Length == 0 || elements.Any(element => element.Type.Length == 0))
        {
            owner.Unsupported("KeySchema");
        }

        return elements;
    }

    private static ProvisionedThroughput? Throughput(Properties owner) =>
        owner.Object("ProvisionedThroughput") is { } units
            ? new ProvisionedThroughput(units.RequiredNumber("ReadCapacityUnits"), units.RequiredNumber("WriteCapacityUnits"))
            : null;
}
