using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>A role with everything that the templates allow it.</summary>
internal sealed record RoleResource(ResourceId Id) : Resource(Id)
{
    public required JsonObject AssumeRolePolicy { get; init; }

    /// <summary>Those of AWS and of other accounts; the deployment's own are among the policies.</summary>
    public IReadOnlyList<string> ManagedPolicyArns { get; init; } = [];

    /// <summary>
    /// Policies written into the role, those of <c>AWS::IAM::Policy</c> that name it, and the deployment's managed
    /// policies that are attached to it.
    /// </summary>
    public IReadOnlyList<RolePolicy> Policies { get; init; } = [];

    /// <summary>The ARN of the policy that bounds what the others allow; null for none.</summary>
    public string? PermissionsBoundary { get; init; }
}

/// <summary>A policy document, its intrinsics resolved.</summary>
internal sealed record RolePolicy(string Name, JsonObject Document);

/// <summary>A policy of the deployment that roles share.</summary>
/// <param name="RoleNames">Roles that it attaches itself to; others may name it.</param>
internal sealed record ManagedPolicy(string Arn, IReadOnlyList<string> RoleNames, RolePolicy Policy);

/// <summary>A policy of a bucket or a queue.</summary>
/// <param name="Arn">The bucket's or the queue's.</param>
internal sealed record ResourcePolicy(ResourceId Id, string Arn, JsonObject Document);

/// <summary>Who may invoke a function from outside the account's own roles.</summary>
internal sealed record PermissionResource(ResourceId Id) : Resource(Id)
{
    public required string FunctionName { get; init; }
    public required string Action { get; init; }
    public required string Principal { get; init; }
    public string? SourceArn { get; init; }
    public string? SourceAccount { get; init; }
}
