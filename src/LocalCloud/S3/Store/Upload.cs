using System.Text;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>A multipart upload under way.</summary>
/// <param name="Algorithm">The additional checksum of its parts, if any.</param>
/// <param name="ChecksumType">How they make up that of the object.</param>
internal sealed record Upload(
    string Id, string Key, DateTimeOffset Started, string HeadersJson, ChecksumAlgorithm? Algorithm, string? ChecksumType)
{
    public static readonly SqlText Columns = new("id, key, started, headers, checksum_algorithm, checksum_type");

    public static Upload Map(SqliteDataReader row) => new(
        row.GetString(0),
        Encoding.UTF8.GetString(row.Bytes(1)!),
        row.Time(2),
        row.GetString(3),
        row.Text(4) is { } algorithm ? ChecksumAlgorithm.Named(algorithm) : null,
        row.Text(5));
}

/// <param name="Hash">Of its content; null if it is empty.</param>
/// <param name="ETag">Without its quotes: the MD5 in hexadecimal.</param>
/// <param name="Checksum">Base64, of the upload's algorithm.</param>
internal sealed record Part(int Number, DateTimeOffset Modified, long Size, string ETag, string? Checksum, byte[]? Hash)
{
    public static readonly SqlText Columns = new("number, modified, size, etag, checksum, hash");

    public static Part Map(SqliteDataReader row) =>
        new(row.GetInt32(0), row.Time(1), row.GetInt64(2), row.GetString(3), row.Text(4), row.Bytes(5));
}

/// <summary>A part as the client names it to complete an upload.</summary>
internal sealed record NamedPart(int Number, string ETag, ObjectChecksum? Checksum);
