using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Status;

/// <summary>Finds the newest minute file without listing the bucket: the days' folders, and then the last of them.</summary>
internal sealed class NewestFiles(IAmazonS3 s3, string bucket)
{
    private const string Day = $"'{MinuteFileKey.Prefix}dt='yyyy-MM-dd'/'";

    /// <returns>Null where there is no minute file.</returns>
    public async Task<NewestFile?> FindAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Backwards, for a day may hold nothing but what is no minute file.
        foreach (var day in (await DaysAsync(cancellationToken)).Reverse())
        {
            if (await NewestOfAsync(day, now, cancellationToken) is { } newest)
            {
                return newest;
            }
        }

        return null;
    }

    /// <summary>Their prefixes, the oldest first; a thousand to a call.</summary>
    private async Task<IEnumerable<string>> DaysAsync(CancellationToken cancellationToken)
    {
        var days = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = MinuteFileKey.Prefix, Delimiter = "/" };
        await foreach (var prefix in s3.Paginators.ListObjectsV2(request).CommonPrefixes.WithCancellation(cancellationToken))
        {
            if (DateTime.TryParseExact(prefix, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                days.Add(prefix);
            }
        }

        return days;
    }

    private async Task<NewestFile?> NewestOfAsync(string day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        NewestFile? newest = null;
        var count = 0;
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = day };
        await foreach (var found in s3.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            // In the order of their keys, which is that of their minutes.
            if (MinuteFileKey.TryParse(found.Key, out var minute))
            {
                var uploaded = new DateTimeOffset(found.LastModified!.Value.ToUniversalTime());
                var lag = now - minute.AddMinutes(1);
                newest = new NewestFile(found.Key, minute, uploaded, Math.Round(lag.TotalSeconds, 1), ++count);
            }
        }

        return newest;
    }
}
