using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>The files that are in the bucket, whoever brought them.</summary>
internal sealed class BucketFiles(IAmazonS3 s3, string bucket)
{
    /// <summary>The keys below a prefix, from the UTC day of <paramref name="from"/> on, in their order.</summary>
    /// <param name="prefix">One whose keys go on with <c>dt=2026-02-02/</c>.</param>
    public async IAsyncEnumerable<string> KeysAsync(
        string prefix, DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = prefix,
            StartAfter = string.Create(CultureInfo.InvariantCulture, $"{prefix}dt={from.UtcDateTime:yyyy-MM-dd}/"),
        };
        do
        {
            var page = await StorageRetry.Once.ExecuteAsync(
                async token => await s3.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found.Key;
            }

            request.ContinuationToken = page.IsTruncated is true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <returns>What the file holds; null where it is not there, or is none of ours.</returns>
    public async Task<FileFacts?> ReadAsync(string key, CancellationToken cancellationToken) => await StorageRetry.Once.ExecuteAsync(
        async token =>
        {
            try
            {
                using var file = await s3.GetObjectAsync(bucket, key, token);
                await using var content = file.ResponseStream;
                return await FileFacts.ReadAsync(key, content, file.Metadata[MinuteFileMetadata.MissingSymbols], token);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
            {
                return null;
            }
        },
        cancellationToken);
}
