using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>What a client wants stored, apart from the bytes.</summary>
/// <param name="Headers">By lower-case name.</param>
internal sealed record NewObject(
    string Bucket, string Key, Dictionary<string, string> Headers, WriteCondition Condition, RequestOrigin Origin)
{
    public string HeadersJson => JsonSerializer.Serialize(Headers, S3Json.Default.DictionaryStringString);
}

/// <summary>A version as clients see it.</summary>
/// <param name="VersionId">Null where the bucket never had versions.</param>
internal sealed record StoredVersion(string? VersionId, ObjectVersion Version);

/// <summary>Objects: each call is one transaction, with the notifications that belong to it.</summary>
internal sealed class ObjectTable(Database database, BlobFolder blobs, Outbox outbox, TimeProvider time)
{
    public StoredVersion Put(NewObject target, StagedBody body, string eventName)
    {
        return Change(connection =>
        {
            var bucket = BucketTable.Require(connection, target.Bucket);
            target.Condition.Check(target.Key, Versions.Current(connection, target.Bucket, target.Key));
            var segments = blobs.Keep(connection, body) is { } hash ? new[] { hash } : [];
            return Add(connection, bucket, target, (body.Size, body.ETag, body.Checksum), segments, eventName);
        });
    }

    /// <summary>Makes a version of content that is in the store, as part of the caller's transaction.</summary>
    public (StoredVersion, IReadOnlyList<string> Targets) Add(
        SqliteConnection connection,
        Bucket bucket,
        NewObject target,
        (long Size, string ETag, ObjectChecksum? Checksum) content,
        IEnumerable<byte[]> segments,
        string eventName)
    {
        var now = time.GetUtcNow();
        var draft = new ObjectVersion(
            0, target.Key, "", true, false, now, content.Size, content.ETag, target.HeadersJson, content.Checksum);
        var version = Versions.Add(connection, bucket, draft, segments);
        var happened = new ObjectEvent(eventName, version, version.Sequence, now, target.Origin);
        return (new StoredVersion(bucket.Shown(version.VersionId), version), Outbox.Add(connection, bucket, happened));
    }

    /// <param name="select">The range to read, or null for none; may throw what the client is to be told.</param>
    /// <exception cref="S3Exception">NoSuchBucket, NoSuchKey, NoSuchVersion; MethodNotAllowed for a delete marker.</exception>
    public (StoredVersion Stored, ObjectContent Content) Open(
        string bucketName, string key, string? versionId, Func<StoredVersion, (long Offset, long Length)?> select)
    {
        return database.Run(connection =>
        {
            var bucket = BucketTable.Require(connection, bucketName);
            var version = Require(connection, bucket, key, versionId);
            var stored = new StoredVersion(bucket.Shown(version.VersionId), version);
            var content = select(stored) is { } range
                ? blobs.Open(connection, version, range.Offset, range.Length)
                : ObjectContent.Empty;
            return (stored, content);
        });
    }

    /// <summary>
    /// Removes a version for good; without an id, hides the object behind a delete marker where the bucket has versions.
    /// </summary>
    /// <returns>The version removed or the marker made; null where there was nothing to remove.</returns>
    public StoredVersion? Delete(
        string bucketName, string key, string? versionId, WriteCondition condition, RequestOrigin origin)
    {
        return Change<StoredVersion?>(connection =>
        {
            var bucket = BucketTable.Require(connection, bucketName);
            condition.Check(key, versionId is null
                ? Versions.Current(connection, bucketName, key)
                : Versions.WithId(connection, bucketName, key, versionId));
            if (versionId is null && bucket.Versioning != Versioning.Unversioned)
            {
                return Hide(connection, bucket, key, origin);
            }

            var removed = Versions.WithId(connection, bucketName, key, versionId ?? ObjectVersion.NullId);
            if (removed is null)
            {
                return (null, []);
            }

            Versions.Remove(connection, bucketName, removed);
            var happened = new ObjectEvent(
                ObjectEvent.Delete, removed, Versions.NextSequence(connection), time.GetUtcNow(), origin);
            return (new StoredVersion(bucket.Shown(removed.VersionId), removed), Outbox.Add(connection, bucket, happened));
        });
    }

    /// <summary>Runs a transaction that may add notifications and give up content.</summary>
    public T Change<T>(Func<SqliteConnection, (T Result, IReadOnlyList<string> Targets)> work)
    {
        var (result, targets) = database.Run(work);
        outbox.Announce(targets);
        blobs.CollectUnused();
        return result;
    }

    private (StoredVersion?, IReadOnlyList<string>) Hide(
        SqliteConnection connection, Bucket bucket, string key, RequestOrigin origin)
    {
        var now = time.GetUtcNow();
        var draft = new ObjectVersion(0, key, "", true, true, now, 0, "", "{}", null);
        var marker = Versions.Add(connection, bucket, draft, []);
        var happened = new ObjectEvent(ObjectEvent.DeleteMarkerCreated, marker, marker.Sequence, now, origin);
        return (new StoredVersion(marker.VersionId, marker), Outbox.Add(connection, bucket, happened));
    }

    private static ObjectVersion Require(SqliteConnection connection, Bucket bucket, string key, string? versionId)
    {
        var version = versionId is null
            ? Versions.Latest(connection, bucket.Name, key) ?? throw S3Errors.NoSuchKey(key)
            : Versions.WithId(connection, bucket.Name, key, versionId) ?? throw S3Errors.NoSuchVersion(key, versionId);
        if (!version.IsDeleteMarker)
        {
            return version;
        }

        (string, string)[] headers = [("x-amz-delete-marker", "true"), ("x-amz-version-id", version.VersionId)];
        throw versionId is null
            ? new S3Exception(StatusCodes.Status404NotFound, "NoSuchKey", "The specified key does not exist.")
            { Details = [("Key", key)], Headers = headers }
            : new S3Exception(
                StatusCodes.Status405MethodNotAllowed,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.")
            { Headers = [.. headers, ("Allow", "DELETE")] };
    }
}
