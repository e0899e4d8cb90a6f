using System.Net;
using System.Text.Json.Nodes;
using Amazon.S3;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Events;

/// <summary>Test events about files that are there.</summary>
internal sealed class EventFiles(IAmazonS3 s3, DeploymentOutputs outputs)
{
    private string Bucket => outputs["MinuteFilesBucket"];

    /// <summary>That the files were uploaded.</summary>
    /// <exception cref="CommandException">One is not there.</exception>
    public async Task<JsonObject> UploadedAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var records = new List<JsonObject>();
        foreach (var key in keys)
        {
            var head = await OfObjectAsync(key, () => s3.GetObjectMetadataAsync(Bucket, key, cancellationToken));
            records.Add(S3EventJson.Record(Bucket, key, head.VersionId, Uploaded(head.LastModified)));
        }

        return S3EventJson.Of(records);
    }

    /// <summary>The messages of a file's first rows; those of lines that are no candles are not among them.</summary>
    /// <param name="rows">How many; null for all.</param>
    /// <exception cref="CommandException">It is not there, or not one of the pipeline's files.</exception>
    public async Task<JsonObject> RowsAsync(string key, int? rows, CancellationToken cancellationToken)
    {
        using var response = await OfObjectAsync(key, () => s3.GetObjectAsync(Bucket, key, cancellationToken));
        var uploaded = Uploaded(response.LastModified);
        var fetched = MinuteFileMetadata.FetchedAtOf(response.Metadata[MinuteFileMetadata.FetchedAt], uploaded);
        var messages = new List<RowMessage>();
        try
        {
            await foreach (var row in SourceFile.ReadAsync(key, response.ResponseStream, rows, cancellationToken))
            {
                if (messages.Count == rows)
                {
                    break;
                }

                if (row.Candle is { } candle)
                {
                    messages.Add(new RowMessage(candle, key, response.VersionId, row.Number, fetched));
                }
            }
        }
        catch (MinuteFileException exception)
        {
            throw new CommandException($"{key}: {exception.Message}", exception);
        }

        return SqsEventJson.Of(messages, outputs["RowsQueue"], fetched, uploaded);
    }

    private async Task<T> OfObjectAsync<T>(string key, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket")
        {
            throw new CommandException($"There is no file {key} in the bucket {Bucket}.", exception);
        }
    }

    private static DateTimeOffset Uploaded(DateTime? lastModified) => new(lastModified!.Value.ToUniversalTime());
}
