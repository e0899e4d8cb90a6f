namespace ServerlessPipeline.LocalCloud.Templates;

internal sealed record BucketResource(ResourceId Id) : Resource(Id)
{
    public bool Versioned { get; init; }
    public IReadOnlyList<BucketNotification> Notifications { get; init; } = [];
}

/// <summary>Which events of a bucket start which function.</summary>
/// <param name="Id">Unique within the bucket, and the same in every run.</param>
/// <param name="FunctionArn">The function to invoke.</param>
/// <param name="Events">Such as <c>s3:ObjectCreated:*</c>.</param>
/// <param name="Prefix">Keys must begin with it; null for any.</param>
/// <param name="Suffix">Keys must end with it; null for any.</param>
internal sealed record BucketNotification(
    string Id, string FunctionArn, IReadOnlyList<string> Events, string? Prefix, string? Suffix);
