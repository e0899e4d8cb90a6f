using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>
/// Deletes all minute files and repair files with every version and delete marker. Interrupted at any point, the next sweep
/// finds the rest.
/// </summary>
internal sealed class FileSweep(IAmazonS3 s3, string bucket)
{
    private const int CallsAtOnce = 4;

    private long _deleted;

    public long Deleted => Interlocked.Read(ref _deleted);

    /// <summary>What S3 did not delete, in words; one of each kind.</summary>
    public ConcurrentDictionary<string, string> Problems { get; } = new();

    public async Task<FilesThere> CountAsync(CancellationToken cancellationToken)
    {
        var there = new FilesThere(bucket, 0, 0, 0);
        await foreach (var page in PagesAsync().WithCancellation(cancellationToken))
        {
            foreach (var version in page)
            {
                there = version.IsDeleteMarker == true
                    ? there with { Markers = there.Markers + 1 }
                    : there with { Versions = there.Versions + 1, Bytes = there.Bytes + (version.Size ?? 0) };
            }
        }

        return there;
    }

    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        PagesAsync(),
        new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
        async (page, _) => await DeleteAsync(page));

    /// <summary>A thousand at most to a page, which is also what DeleteObjects takes.</summary>
    private async IAsyncEnumerable<List<S3ObjectVersion>> PagesAsync()
    {
        foreach (var prefix in SourceFile.Prefixes)
        {
            await foreach (var page in s3.Paginators.ListVersions(new ListVersionsRequest { BucketName = bucket, Prefix = prefix }).Responses)
            {
                if (page.Versions is { Count: > 0 } versions)
                {
                    yield return versions;
                }
            }
        }
    }

    // Once begun it is waited for, so that the number of deleted files is right after Ctrl+C as well.
    private async Task DeleteAsync(List<S3ObjectVersion> page)
    {
        try
        {
            await s3.DeleteObjectsAsync(new DeleteObjectsRequest
            {
                BucketName = bucket,
                Objects = page.ConvertAll(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId }),
                Quiet = true,
            });
            Interlocked.Add(ref _deleted, page.Count);
        }
        catch (DeleteObjectsException exception)
        {
            var errors = exception.Response.DeleteErrors;
            Interlocked.Add(ref _deleted, page.Count - errors.Count);
            foreach (var error in errors)
            {
                Problems.TryAdd(error.Code, $"{error.Key}: {error.Message}");
            }
        }
    }
}
