using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The keys of the minute files that are there.</summary>
internal sealed class MinuteFileKeys(IAmazonS3 s3, string bucket)
{
    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = MinuteFileKey.Prefix };
        var keys = new List<string>();
        await foreach (var found in s3.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            if (found.Key.EndsWith(MinuteFileKey.Suffix, StringComparison.Ordinal))
            {
                keys.Add(found.Key);
            }
        }

        return keys;
    }

    /// <summary>The minute after the newest one, if there is any.</summary>
    public async Task<DateTimeOffset?> NextMinuteAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken))
            .Select(key => MinuteFileKey.TryParse(key, out var minute) ? minute.AddMinutes(1) : (DateTimeOffset?)null)
            .Max();
}
