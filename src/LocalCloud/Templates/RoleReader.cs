namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Roles, their policies and the permissions of functions: kept as resolved documents.</summary>
internal static class RoleReader
{
    public static RoleResource ReadRole(ResourceDefinition definition)
    {
        var properties = definition.Open("Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags");
        var role = new RoleResource(definition.Id)
        {
            AssumeRolePolicy = properties.Document("AssumeRolePolicyDocument") ?? [],
            ManagedPolicyArns = properties.Texts("ManagedPolicyArns"),
            Policies = [.. properties.Objects("Policies").Select(Policy)],
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

    public static PermissionResource ReadPermission(ResourceDefinition definition)
    {
        var properties = definition.Open("EventSourceToken", "FunctionUrlAuthType", "PrincipalOrgID", "SourceAccount");
        var permission = new PermissionResource(definition.Id)
        {
            FunctionName = FunctionName.Of(properties.RequiredText("FunctionName")),
            Action = properties.RequiredText("Action"),
            Principal = properties.RequiredText("Principal"),
            SourceArn = properties.Text("SourceArn"),
        };
        properties.Close();
        return permission;
    }

    private static RolePolicy Policy(Properties properties) =>
        new(properties.RequiredText("PolicyName"), properties.Document("PolicyDocument") ?? []);
}
