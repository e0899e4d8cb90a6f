using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>One version of an object, or a delete marker.</summary>
/// <param name="Sequence">Grows with every change to the store.</param>
/// <param name="ETag">Without its quotes; empty for a delete marker.</param>
/// <param name="HeadersJson">The headers kept with the content, user metadata among them, by lower-case name.</param>
internal sealed record ObjectVersion(
    long Sequence,
    string Key,
    string VersionId,
    bool IsLatest,
    bool IsDeleteMarker,
    DateTimeOffset Modified,
    long Size,
    string ETag,
    string HeadersJson,
    ObjectChecksum? Checksum)
{
    /// <summary>The id of a version made while the bucket's versioning was not enabled.</summary>
    public const string NullId = "null";

    /// <summary>What <see cref="Map"/> reads.</summary>
    public static readonly SqlText Columns =
        new("sequence, key, id, latest, delete_marker, modified, size, etag, headers, checksum_algorithm, checksum");

    public IReadOnlyDictionary<string, string> Headers =>
        JsonSerializer.Deserialize(HeadersJson, S3Json.Default.DictionaryStringString)!;

    public static ObjectVersion Map(SqliteDataReader row) => new(
        row.GetInt64(0),
        Encoding.UTF8.GetString(row.Bytes(1)!),
        row.GetString(2),
        row.GetBoolean(3),
        row.GetBoolean(4),
        row.Time(5),
        row.GetInt64(6),
        row.GetString(7),
        row.GetString(8),
        row.Text(9) is { } algorithm ? new ObjectChecksum(ChecksumAlgorithm.Named(algorithm)!, row.GetString(10)) : null);
}
