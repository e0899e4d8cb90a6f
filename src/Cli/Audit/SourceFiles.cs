using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>A line of a source file, with what the fan-out takes from the file itself.</summary>
internal readonly record struct SourceLine(MinuteFileRow Row, DateTimeOffset FetchedAt);

/// <summary>Minute files and repair files, as far down as they are wanted.</summary>
internal sealed class SourceFiles(IAmazonS3 s3, string bucket)
{
    /// <param name="rows">How many rows from the top.</param>
    /// <exception cref="MinuteFileException">It is not what its key says.</exception>
    /// <exception cref="FileNotFoundException">It is not in the bucket.</exception>
    public async IAsyncEnumerable<SourceLine> ReadAsync(string key, int rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await GetAsync(key, rows, cancellationToken);
        var fetchedAt = MinuteFileMetadata.FetchedAtOf(
            response.Metadata[MinuteFileMetadata.FetchedAt], new DateTimeOffset(response.LastModified!.Value.ToUniversalTime()));
        await foreach (var line in SourceFile.ReadAsync(key, response.ResponseStream, rows, cancellationToken))
        {
            yield return new SourceLine(line, fetchedAt);
            if (line.Number >= rows)
            {
                yield break;
            }
        }
    }

    private async Task<GetObjectResponse> GetAsync(string key, int rows, CancellationToken cancellationToken)
    {
        var last = SourceFile.Reach(key, rows)!.Value - 1;
        try
        {
            return await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(0, last) }, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotFound && exception.ErrorCode == "NoSuchKey")
        {
            throw new FileNotFoundException("the file is not in the bucket", exception);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new FileNotFoundException("the file is empty", exception);
        }
    }
}
