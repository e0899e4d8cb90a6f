using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>The rows of one key's versions, inside a transaction of the caller.</summary>
internal static class Versions
{
    /// <summary>The latest version, or null where there is none. It can be a delete marker.</summary>
    public static ObjectVersion? Latest(SqliteConnection connection, string bucket, string key) => connection.Query(
        $"SELECT {ObjectVersion.Columns} FROM versions WHERE bucket = {bucket} AND key = {Bytes(key)} AND latest = 1",
        ObjectVersion.Map).FirstOrDefault();

    public static ObjectVersion? WithId(SqliteConnection connection, string bucket, string key, string id) =>
        connection.Query(
            $"SELECT {ObjectVersion.Columns} FROM versions WHERE bucket = {bucket} AND key = {Bytes(key)} AND id = {id}",
            ObjectVersion.Map).FirstOrDefault();

    /// <summary>The version that a plain read sees: not a delete marker.</summary>
    public static ObjectVersion? Current(SqliteConnection connection, string bucket, string key) =>
        Latest(connection, bucket, key) is { IsDeleteMarker: false } current ? current : null;

    /// <summary>
    /// Makes <paramref name="draft"/> the latest version: a further one where versioning is enabled, else in place of the
    /// null version.
    /// </summary>
    public static ObjectVersion Add(
        SqliteConnection connection, Bucket bucket, ObjectVersion draft, IEnumerable<byte[]> segments)
    {
        var id = bucket.Versioning == Versioning.Enabled ? RandomId() : ObjectVersion.NullId;
        var key = Bytes(draft.Key);
        connection.Execute($"DELETE FROM versions WHERE bucket = {bucket.Name} AND key = {key} AND id = {id}");
        connection.Execute(
            $"UPDATE versions SET latest = 0 WHERE bucket = {bucket.Name} AND key = {key} AND latest = 1");

        var version = draft with { Sequence = NextSequence(connection), VersionId = id, IsLatest = true };
        connection.Execute(
            $"""
            INSERT INTO versions (bucket, latest, sequence, key, id, delete_marker, modified, size, etag, headers,
                checksum_algorithm, checksum)
            VALUES ({bucket.Name}, 1, {version.Sequence}, {key}, {id}, {version.IsDeleteMarker},
                {version.Modified.ToUnixTimeMilliseconds()}, {version.Size}, {version.ETag}, {version.HeadersJson},
                {version.Checksum?.Algorithm.Name}, {version.Checksum?.Value})
            """);
        foreach (var (position, hash) in segments.Index())
        {
            connection.Execute(
                $"INSERT INTO segments (version, position, hash) VALUES ({version.Sequence}, {position}, {hash})");
        }

        return version;
    }

    /// <summary>Removes one version for good; the newest of the others becomes the latest.</summary>
    public static void Remove(SqliteConnection connection, string bucket, ObjectVersion version)
    {
        connection.Execute($"DELETE FROM versions WHERE sequence = {version.Sequence}");
        if (version.IsLatest)
        {
            connection.Execute(
                $"""
                UPDATE versions SET latest = 1 WHERE sequence =
                    (SELECT max(sequence) FROM versions WHERE bucket = {bucket} AND key = {Bytes(version.Key)})
                """);
        }
    }

    /// <summary>A number that grows with every call and survives a restart.</summary>
    public static long NextSequence(SqliteConnection connection) =>
        connection.Query($"UPDATE sequence SET value = value + 1 RETURNING value", row => row.GetInt64(0))[0];

    /// <summary>32 characters that can stand in a URL, of which nothing can be learned.</summary>
    public static string RandomId() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '_').Replace('/', '.');

    public static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);
}
