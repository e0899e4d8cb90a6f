namespace ServerlessPipeline.LocalCloud.Templates;

/// <param name="Stack">The stack's name.</param>
/// <param name="LogicalId">The name in the template.</param>
/// <param name="Name">The physical name.</param>
/// <param name="Arn">As AWS would write it, in the account and region of <see cref="LocalAccount"/>.</param>
internal sealed record ResourceId(string Stack, string LogicalId, string Name, string Arn)
{
    /// <summary>How messages name it.</summary>
    public override string ToString() => $"{Stack}/{LogicalId}";
}

/// <summary>One resource of a deployment.</summary>
internal abstract record Resource(ResourceId Id)
{
    public string Name => Id.Name;
    public string Arn => Id.Arn;
}
