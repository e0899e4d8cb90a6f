namespace ServerlessPipeline.LocalCloud.S3.Store;

internal sealed record Bucket(
    string Name, DateTimeOffset Created, Versioning Versioning, IReadOnlyList<NotificationRule> Notifications)
{
    /// <summary>The id of a version as clients see it: none where the bucket never had versions.</summary>
    public string? Shown(string versionId) => Versioning == Versioning.Unversioned ? null : versionId;
}

/// <summary>Once enabled, versioning can be suspended but not taken back (user guide, "Using versioning").</summary>
internal enum Versioning
{
    Unversioned,
    Enabled,
    Suspended,
}
