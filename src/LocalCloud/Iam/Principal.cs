namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>Who asks: a program under a role, or an AWS service on behalf of a resource.</summary>
internal sealed record Principal
{
    private Principal(string name) => Name = name;

    /// <summary>How messages name it: the ARN of the role's session, or the service.</summary>
    public string Name { get; }

    /// <summary>Null for a service.</summary>
    public string? RoleArn { get; private init; }

    /// <summary>Such as <c>s3.amazonaws.com</c>; null for a program.</summary>
    public string? Service { get; private init; }

    /// <summary>The resource for which a service asks; null for a program.</summary>
    public string? SourceArn { get; private init; }

    /// <param name="roleArn">The role.</param>
    /// <param name="session">Lambda takes the function's name.</param>
    public static Principal OfRole(string roleArn, string session) =>
        new($"arn:aws:sts::{LocalAccount.Id}:assumed-role/{roleArn[(roleArn.LastIndexOf('/') + 1)..]}/{session}") { RoleArn = roleArn };

    public static Principal OfService(string service, string sourceArn) =>
        new(service) { Service = service, SourceArn = sourceArn };
}
