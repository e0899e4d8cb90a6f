namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>All stacks of one cloud assembly, resolved: what a local run creates and connects.</summary>
internal sealed record Deployment
{
    public required IReadOnlyList<BucketResource> Buckets { get; init; }
    public required IReadOnlyList<QueueResource> Queues { get; init; }
    public required IReadOnlyList<TableResource> Tables { get; init; }
    public required IReadOnlyList<FunctionResource> Functions { get; init; }
    public required IReadOnlyList<EventSourceMappingResource> EventSourceMappings { get; init; }
    public required IReadOnlyList<InstanceResource> Instances { get; init; }
    public required IReadOnlyList<RoleResource> Roles { get; init; }
    public required IReadOnlyList<PermissionResource> Permissions { get; init; }
    public required IReadOnlyList<ResourcePolicy> ResourcePolicies { get; init; }
    public required IReadOnlyList<StackOutput> Outputs { get; init; }

    /// <summary>One line per resource or output that has no part in the local run.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

internal sealed record StackOutput(string Stack, string Name, string Value);
