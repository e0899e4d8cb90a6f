namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Roles, policies of roles, buckets and queues, and the permissions of functions: kept as resolved documents.</summary>
internal static class RoleReader
{
    public static RoleResource ReadRole(ResourceDefinition definition)
    {
        var properties = definition.Open("Description", "MaxSessionDuration", "Path", "Tags");
        var role = new RoleResource(definition.Id)
        {
            AssumeRolePolicy = properties.Document("AssumeRolePolicyDocument") ?? [],
            ManagedPolicyArns = properties.Texts("ManagedPolicyArns"),
            Policies = [.. properties.Objects("Policies").Select(Policy)],
            PermissionsBoundary = properties.Text("PermissionsBoundary"),
        };
        properties.Close();
        return role;
    }

    /// <summary>A policy and the names of the roles that it is attached to.</summary>
    public static (IReadOnlyList<string> RoleNames, RolePolicy Policy) ReadPolicy(ResourceDefinition definition)
    {
        var properties = definition.Open("Groups", "Users");
        var policy = (properties.Texts("Roles"), Policy(properties));
        properties.Close();
        return policy;
    }

    public static ManagedPolicy ReadManagedPolicy(ResourceDefinition definition)
    {
        var properties = definition.Open("Description", "Groups", "Path", "Users");
        var document = properties.RequiredDocument("PolicyDocument");
        var policy = new ManagedPolicy(
            definition.Id.Arn, properties.Texts("Roles"), new RolePolicy(definition.Id.Name, document));
        properties.Close();
        return policy;
    }

    public static ResourcePolicy ReadBucketPolicy(ResourceDefinition definition)
    {
        var properties = definition.Open();
        var policy = new ResourcePolicy(
            definition.Id,
            LocalAccount.Arn("s3", properties.RequiredText("Bucket")),
            properties.RequiredDocument("PolicyDocument"));
        properties.Close();
        return policy;
    }

    /// <summary>One for each queue that it names, by URL.</summary>
    public static IReadOnlyList<ResourcePolicy> ReadQueuePolicy(ResourceDefinition definition)
    {
        var properties = definition.Open();
        var document = properties.RequiredDocument("PolicyDocument");
        var queues = properties.Texts("Queues").Select(url => LocalAccount.Arn("sqs", url[(url.LastIndexOf('/') + 1)..]));
        properties.Close();
        return [.. queues.Select(arn => new ResourcePolicy(definition.Id, arn, document))];
    }

    public static PermissionResource ReadPermission(ResourceDefinition definition)
    {
        var properties = definition.Open("EventSourceToken", "FunctionUrlAuthType");
        var permission = new PermissionResource(definition.Id)
        {
            FunctionName = FunctionName.Of(properties.RequiredText("FunctionName")),
            Action = properties.RequiredText("Action"),
            Principal = properties.RequiredText("Principal"),
            SourceArn = properties.Text("SourceArn"),
            SourceAccount = properties.Text("SourceAccount"),
        };
        properties.Close();
        return permission;
    }

    private static RolePolicy Policy(Properties properties) =>
        new(properties.RequiredText("PolicyName"), properties.RequiredDocument("PolicyDocument"));
}
