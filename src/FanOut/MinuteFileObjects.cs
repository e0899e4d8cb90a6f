using System.Net;
using Amazon.Lambda.S3Events;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut;

/// <summary>One version of one object, as a notification names it.</summary>
/// <param name="VersionId">Null where the bucket keeps no versions.</param>
internal sealed record ObjectVersion(string Bucket, string Key, string? VersionId, string ETag)
{
    /// <exception cref="FormatException">It names no object.</exception>
    public static ObjectVersion Of(S3Event.S3EventNotificationRecord? record) =>
        record?.S3 is { Bucket.Name: { Length: > 0 } bucket, Object: { KeyDecoded: { Length: > 0 } key } s3Object }
            ? new ObjectVersion(bucket, key, s3Object.VersionId, s3Object.ETag)
            : throw new FormatException("the event's record names no bucket or no key");

    /// <summary>The same for every notification of this version, and for no other.</summary>
    public string Identity => $"{Key}#{State}";

    /// <summary>The version, or what tells it where the bucket keeps none.</summary>
    public string State => VersionId ?? ETag;
}

/// <summary>The rows of a file, as far as they are wanted.</summary>
/// <param name="UploadedAt">When this version came into the bucket, to the second.</param>
internal sealed record MinuteFileRows(IReadOnlyList<MinuteFileRow> Rows, DateTimeOffset FetchedAt, DateTimeOffset UploadedAt);

/// <summary>Minute files and repair files in S3.</summary>
/// <param name="rowsPerFile">How many rows of a minute file are wanted, from the top; null for all.</param>
internal sealed class MinuteFileObjects(IAmazonS3 s3, int? rowsPerFile)
{
    /// <exception cref="MinuteFileException">The object is not what its key says.</exception>
    public async Task<MinuteFileRows> ReadAsync(ObjectVersion version, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = version.Bucket, Key = version.Key, VersionId = version.VersionId };
        if (SourceFile.Reach(version.Key, rowsPerFile) is { } length)
        {
            request.ByteRange = new ByteRange(0, length - 1);
        }

        try
        {
            using var response = await s3.GetObjectAsync(request, cancellationToken);
            var rows = await RowsAsync(version, response.ResponseStream, cancellationToken);
            var uploadedAt = new DateTimeOffset(response.LastModified!.Value.ToUniversalTime());
            return new MinuteFileRows(
                rows, MinuteFileMetadata.FetchedAtOf(response.Metadata[MinuteFileMetadata.FetchedAt], uploadedAt), uploadedAt);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // S3's answer to any range of an object without a byte; the reader says what is wrong with that.
            return new MinuteFileRows(await RowsAsync(version, Stream.Null, cancellationToken), default, default);
        }
    }

    private async Task<IReadOnlyList<MinuteFileRow>> RowsAsync(
        ObjectVersion version, Stream stream, CancellationToken cancellationToken)
    {
        var rows = new List<MinuteFileRow>();
        await foreach (var row in SourceFile.ReadAsync(version.Key, stream, rowsPerFile, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
