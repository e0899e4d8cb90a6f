namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>
/// What must hold of the current version for a write to happen (user guide, "How to prevent object overwrites with
/// conditional writes").
/// </summary>
/// <param name="IfAbsent"><c>If-None-Match: *</c>: there is none.</param>
/// <param name="IfMatch">It has this ETag; null for any, <c>*</c> for any that exists.</param>
internal sealed record WriteCondition(bool IfAbsent, string? IfMatch)
{
    public static readonly WriteCondition None = new(false, null);

    /// <param name="key">For the error.</param>
    /// <param name="current">The latest version, null where there is none or it is a delete marker.</param>
    /// <exception cref="S3Exception">PreconditionFailed, or NoSuchKey where there is nothing to match.</exception>
    public void Check(string key, ObjectVersion? current)
    {
        if (IfAbsent && current is not null)
        {
            throw S3Errors.PreconditionFailed("If-None-Match");
        }

        if (IfMatch is null)
        {
            return;
        }

        if (current is null)
        {
            throw S3Errors.NoSuchKey(key);
        }

        if (IfMatch != "*" && IfMatch != current.ETag)
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }
}
