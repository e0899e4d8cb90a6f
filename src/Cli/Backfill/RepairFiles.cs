using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The repair files of a deployment that an operator has backfilled.</summary>
internal sealed class RepairFiles(IAmazonS3 s3, string bucket, TimeProvider time)
{
    private const string MillisecondsFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The keys of all files from one day to another.</summary>
    public async Task<IReadOnlySet<string>> KeysAsync(DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        // Keys come in their order, which is that of the days.
        var (start, end) = (Folder(first), Folder(last.AddDays(1)));
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = RepairFileKey.Backfill.Prefix, StartAfter = start };
        var keys = new HashSet<string>();
        await foreach (var found in s3.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            if (string.CompareOrdinal(found.Key, end) >= 0)
            {
                break;
            }

            keys.Add(found.Key);
        }

        return keys;
    }

    /// <returns>False if the file was there before.</returns>
    public async Task<bool> AddAsync(DayCandles day, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await RepairFile.WriteAsync(content, day.Candles, cancellationToken);
        content.Position = 0;
        try
        {
            await s3.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = day.Range.Key,
                    IfNoneMatch = "*",
                    ContentType = MinuteFile.ContentType,
                    InputStream = content,
                    Metadata =
                    {
                        [MinuteFileMetadata.FetchedAt] =
                            time.GetUtcNow().UtcDateTime.ToString(MillisecondsFormat, CultureInfo.InvariantCulture),
                    },
                },
                cancellationToken);
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    private static string Folder(DateTimeOffset day) =>
        string.Create(CultureInfo.InvariantCulture, $"{RepairFileKey.Backfill.Prefix}dt={day.UtcDateTime:yyyy-MM-dd}/");
}
