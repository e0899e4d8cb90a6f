using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using ServerlessPipeline.LocalCloud.S3.Checksums;
using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.Storage;

namespace ServerlessPipeline.LocalCloud.S3.Store;

/// <summary>Multipart uploads (user guide, "Uploading and copying objects using multipart upload").</summary>
internal sealed class UploadTable(Database database, BlobFolder blobs, ObjectTable objects, TimeProvider time)
{
    /// <summary>Every part but the last has at least this many bytes.</summary>
    private const int SmallestPart = 5 * 1024 * 1024;

    public string Create(NewObject target, ChecksumAlgorithm? algorithm, string? checksumType) => database.Run(connection =>
    {
        BucketTable.Require(connection, target.Bucket);
        var id = Versions.RandomId() + Versions.RandomId();
        connection.Execute(
            $"""
            INSERT INTO uploads (id, bucket, key, started, headers, checksum_algorithm, checksum_type)
            VALUES ({id}, {target.Bucket}, {Versions.Bytes(target.Key)}, {time.GetUtcNow().ToUnixTimeMilliseconds()},
                {target.HeadersJson}, {algorithm?.Name}, {checksumType})
            """);
        return id;
    });

    /// <exception cref="S3Exception">NoSuchUpload.</exception>
    public Upload Require(string bucket, string key, string id) =>
        database.Run(connection => Require(connection, bucket, key, id));

    public void PutPart(string bucket, string key, string uploadId, int number, StagedBody body)
    {
        database.Run(connection =>
        {
            Require(connection, bucket, key, uploadId);
            var hash = blobs.Keep(connection, body);
            connection.Execute($"DELETE FROM parts WHERE upload = {uploadId} AND number = {number}");
            connection.Execute(
                $"""
                INSERT INTO parts (upload, number, hash, modified, size, etag, checksum)
                VALUES ({uploadId}, {number}, {hash}, {time.GetUtcNow().ToUnixTimeMilliseconds()}, {body.Size}, {body.ETag},
                    {body.Checksum?.Value})
                """);
        });
        blobs.CollectUnused();
    }

    public void Abort(string bucket, string key, string uploadId)
    {
        database.Run(connection =>
        {
            Require(connection, bucket, key, uploadId);
            connection.Execute($"DELETE FROM uploads WHERE id = {uploadId}");
        });
        blobs.CollectUnused();
    }

    /// <summary>Makes the object of the named parts, without moving a byte, and ends the upload.</summary>
    /// <param name="target">Its headers are those of the upload's beginning, whatever is given.</param>
    /// <param name="expectedSize">Of the object, if the client says it.</param>
    /// <param name="expectedChecksum">Of the object, if the client says it.</param>
    public StoredVersion Complete(
        NewObject target,
        string uploadId,
        IReadOnlyList<NamedPart> named,
        long? expectedSize,
        ObjectChecksum? expectedChecksum)
    {
        return objects.Change(connection =>
        {
            var bucket = BucketTable.Require(connection, target.Bucket);
            var upload = Require(connection, target.Bucket, target.Key, uploadId);
            var parts = Choose(Parts(connection, uploadId, after: 0, int.MaxValue), named, upload);
            var size = parts.Sum(part => part.Size);
            var checksum = ChecksumOf(upload, parts);
            if (expectedSize is not null && expectedSize != size)
            {
                throw S3Errors.InvalidRequest(
                    $"The provided 'x-amz-mp-object-size' header value {expectedSize} does not match what was computed: "
                    + $"{size}");
            }

            if (expectedChecksum is not null && expectedChecksum != checksum)
            {
                throw S3Errors.BadDigest(
                    $"The {expectedChecksum.Algorithm.Name} you specified did not match the calculated checksum.");
            }

            target.Condition.Check(target.Key, Versions.Current(connection, target.Bucket, target.Key));
            var headers = JsonSerializer.Deserialize(upload.HeadersJson, S3Json.Default.DictionaryStringString)!;
            var added = objects.Add(
                connection,
                bucket,
                target with { Headers = headers },
                (size, ETagOf(parts), checksum),
                parts.Select(part => part.Hash).OfType<byte[]>(),
                ObjectEvent.CompleteMultipartUpload);
            connection.Execute($"DELETE FROM uploads WHERE id = {uploadId}");
            return added;
        });
    }

    public (Upload Upload, IReadOnlyList<Part> Parts) ListParts(string bucket, string key, string id, int after, int limit) =>
        database.Run(connection =>
            (Require(connection, bucket, key, id), (IReadOnlyList<Part>)Parts(connection, id, after, limit)));

    /// <param name="afterId">Uploads of the key <paramref name="after"/> with a greater id are listed too; null for none.</param>
    public IReadOnlyList<Upload> List(string bucket, string prefix, string after, string? afterId, int limit) =>
        database.Run(connection =>
        {
            BucketTable.Require(connection, bucket);
            var (first, end) = (Versions.Bytes(prefix), KeyRange.After(Versions.Bytes(prefix)));
            var marker = Versions.Bytes(after);
            return connection.Query(
                $"""
                SELECT {Upload.Columns} FROM uploads
                WHERE bucket = {bucket} AND key >= {first} AND key < {end}
                    AND (key > {marker} OR (key = {marker} AND id > {afterId}))
                ORDER BY key, id LIMIT {limit}
                """,
                Upload.Map);
        });

    private static Upload Require(SqliteConnection connection, string bucket, string key, string id)
    {
        BucketTable.Require(connection, bucket);
        return connection.Query(
            $"SELECT {Upload.Columns} FROM uploads WHERE id = {id} AND bucket = {bucket} AND key = {Versions.Bytes(key)}",
            Upload.Map).FirstOrDefault() ?? throw S3Errors.NoSuchUpload(id);
    }

    private static List<Part> Parts(SqliteConnection connection, string uploadId, int after, int limit) => connection.Query(
        $"""
        SELECT {Part.Columns} FROM parts WHERE upload = {uploadId} AND number > {after} ORDER BY number LIMIT {limit}
        """,
        Part.Map);

    private static List<Part> Choose(List<Part> uploaded, IReadOnlyList<NamedPart> named, Upload upload)
    {
        var byNumber = uploaded.ToDictionary(part => part.Number);
        var chosen = new List<Part>();
        foreach (var name in named)
        {
            if (chosen.Count > 0 && name.Number <= chosen[^1].Number)
            {
                throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidPartOrder",
                    "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }

            if (!byNumber.TryGetValue(name.Number, out var part) || part.ETag != name.ETag || !AgreesOn(name, part, upload))
            {
                throw new S3Exception(StatusCodes.Status400BadRequest, "InvalidPart",
                    "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
                    + "specified entity tag may not match the part's entity tag.")
                { Details = [("UploadId", upload.Id), ("PartNumber", $"{name.Number}"), ("ETag", name.ETag)] };
            }

            chosen.Add(part);
        }

        if (chosen.SkipLast(1).FirstOrDefault(part => part.Size < SmallestPart) is { } small)
        {
            throw new S3Exception(StatusCodes.Status400BadRequest, "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size")
            {
                Details = [("ProposedSize", $"{small.Size}"), ("MinSizeAllowed", $"{SmallestPart}"),
                    ("PartNumber", $"{small.Number}"), ("ETag", small.ETag)],
            };
        }

        return chosen;
    }

    private static bool AgreesOn(NamedPart named, Part part, Upload upload) => named.Checksum is not { } checksum
        || (checksum.Value == part.Checksum && checksum.Algorithm == (upload.Algorithm ?? checksum.Algorithm));

    private static ObjectChecksum? ChecksumOf(Upload upload, List<Part> parts) => upload.Algorithm is null
        ? null
        : ObjectChecksum.OfParts(
            upload.Algorithm, upload.ChecksumType!, parts.ConvertAll(part => (part.Checksum!, part.Size)));

    /// <summary>The MD5 of the parts' MD5s, and their number.</summary>
    private static string ETagOf(List<Part> parts)
    {
        var digests = parts.SelectMany(part => Convert.FromHexString(part.ETag)).ToArray();
        return $"{Convert.ToHexStringLower(MD5.HashData(digests))}-{parts.Count}";
    }
}
