namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Buckets, and the two forms in which templates say what their events start.</summary>
internal static class BucketReader
{
    private static readonly string[] WithoutLocalEffect =
    [
        "AccelerateConfiguration", "AccessControl", "AnalyticsConfigurations", "BucketEncryption",
        "IntelligentTieringConfigurations", "InventoryConfigurations", "LifecycleConfiguration", "LoggingConfiguration",
        "MetricsConfigurations", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags",
    ];

    public static BucketResource Read(ResourceDefinition definition)
    {
        var properties = definition.Open(WithoutLocalEffect);
        var versioning = properties.Object("VersioningConfiguration")?.Text("Status");
        var rules = properties.Object("NotificationConfiguration")?.Objects("LambdaConfigurations") ?? [];
        var notifications = rules.Select((rule, i) =>
        {
            var filter = Filter(rule.Object("Filter")?.Object("S3Key")?.Objects("Rules"));
            return new BucketNotification(
                $"{definition.Id.LogicalId}-{i + 1}",
                rule.RequiredText("Function"),
                [rule.RequiredText("Event")],
                filter.GetValueOrDefault("prefix"),
                filter.GetValueOrDefault("suffix"));
        }).ToArray();
        properties.Close();
        return new BucketResource(definition.Id) { Versioned = versioning == "Enabled", Notifications = notifications };
    }

    /// <summary>What CDK's <c>bucket.AddEventNotification</c> writes, in the shape of S3's own API.</summary>
    public static (string BucketName, IReadOnlyList<BucketNotification> Notifications) ReadCustomNotifications(
        ResourceDefinition definition)
    {
        var properties = definition.Open("ServiceToken", "Managed", "SkipDestinationValidation");
        var bucketName = properties.RequiredText("BucketName");
        var rules = properties.Object("NotificationConfiguration")?.Objects("LambdaFunctionConfigurations") ?? [];
        var notifications = rules.Select((rule, i) =>
        {
            var filter = Filter(rule.Object("Filter")?.Object("Key")?.Objects("FilterRules"));
            return new BucketNotification(
                rule.Text("Id") ?? $"{definition.Id.LogicalId}-{i + 1}",
                rule.RequiredText("LambdaFunctionArn"),
                rule.Texts("Events"),
                filter.GetValueOrDefault("prefix"),
                filter.GetValueOrDefault("suffix"));
        }).ToArray();
        properties.Close();
        return (bucketName, notifications);
    }

    /// <summary>The values of <c>prefix</c> and <c>suffix</c>, whose case is free.</summary>
    private static Dictionary<string, string> Filter(IReadOnlyList<Properties>? rules)
    {
        var filter = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules ?? [])
        {
            rule.Allow("Name", "prefix", "Prefix", "suffix", "Suffix");
            filter[rule.RequiredText("Name")] = rule.RequiredText("Value");
        }

        return filter;
    }
}
