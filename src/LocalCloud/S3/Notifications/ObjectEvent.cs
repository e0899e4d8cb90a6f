using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3.Notifications;

/// <summary>Something that happened to an object.</summary>
/// <param name="Name">Without its <c>s3:</c>, such as <c>ObjectCreated:Put</c>.</param>
/// <param name="Version">The version made or removed.</param>
/// <param name="Sequencer">Grows from event to event.</param>
internal sealed record ObjectEvent(
    string Name, ObjectVersion Version, long Sequencer, DateTimeOffset Time, RequestOrigin Origin)
{
    public const string Put = "ObjectCreated:Put";
    public const string Copy = "ObjectCreated:Copy";
    public const string CompleteMultipartUpload = "ObjectCreated:CompleteMultipartUpload";
    public const string Delete = "ObjectRemoved:Delete";
    public const string DeleteMarkerCreated = "ObjectRemoved:DeleteMarkerCreated";

    private static readonly string[] Names = [Put, Copy, CompleteMultipartUpload, Delete, DeleteMarkerCreated];

    public bool IsCreation => Name.StartsWith("ObjectCreated:", StringComparison.Ordinal);

    /// <summary>Whether events of this configured type, such as <c>s3:ObjectCreated:*</c>, can occur here.</summary>
    public static bool Occurs(string type) => Names.Any(name => IsOfType(name, type));

    public bool IsWantedBy(NotificationRule rule) =>
        rule.Events.Any(type => IsOfType(Name, type))
        && Version.Key.StartsWith(rule.Prefix ?? "", StringComparison.Ordinal)
        && Version.Key.EndsWith(rule.Suffix ?? "", StringComparison.Ordinal);

    private static bool IsOfType(string name, string type) => type.EndsWith('*')
        ? $"s3:{name}".StartsWith(type[..^1], StringComparison.Ordinal)
        : $"s3:{name}" == type;
}

/// <summary>The request behind an event.</summary>
internal sealed record RequestOrigin(string RequestId, string HostId, string SourceAddress);
