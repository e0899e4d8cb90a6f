using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>A role with everything that the templates allow it.</summary>
internal sealed record RoleResource(ResourceId Id) : Resource(Id)
{
    public required JsonObject AssumeRolePolicy { get; init; }
    public IReadOnlyList<string> ManagedPolicyArns { get; init; } = [];

    /// <summary>Policies written into the role, and those of <c>AWS::IAM::Policy</c> that name it.</summary>
    public IReadOnlyList<RolePolicy> Policies { get; init; } = [];
}

/// <summary>A policy document, its intrinsics resolved.</summary>
internal sealed record RolePolicy(string Name, JsonObject Document);

/// <summary>Who may invoke a function from outside the account's own roles.</summary>
internal sealed record PermissionResource(ResourceId Id) : Resource(Id)
{
    public required string FunctionName { get; init; }
    public required string Action { get; init; }
    public required string Principal { get; init; }
    public string? SourceArn { get; init; }
}
