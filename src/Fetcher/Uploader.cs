using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// Brings the spool's files to S3, one after the other, each until S3 has it, and then into the ledger. Only then it leaves the
/// spool; so either may be away for as long as the disk lasts, and a file may be sent twice: the second is told that the key is
/// taken. The ledger's absence holds up no file but one that lacks a symbol: what is missing is said before, so that it
/// is never forgotten.
/// </summary>
internal sealed class Uploader
{
    private readonly IAmazonS3 _s3;
    private readonly string _bucket;
    private readonly Spool _spool;
    private readonly CoverageRecord _record;
    private readonly JsonLog _log;
    private readonly ResiliencePipeline _retry;

    // Paths only; the spool bounds them.
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly Channel<(string Path, SpoolHeader Header, byte[] Content)> _uploaded =
        Channel.CreateUnbounded<(string Path, SpoolHeader Header, byte[] Content)>();

    public Uploader(IAmazonS3 s3, string bucket, Spool spool, CoverageRecord record, TimeProvider time, JsonLog log)
    {
        (_s3, _bucket, _spool, _record, _log) = (s3, bucket, spool, record, log);
        _retry = StorageRetry.Build(time, log);
    }

    public void Add(string path) => _queue.Writer.TryWrite(path);

    /// <summary>No more will be added: <see cref="RunAsync"/> ends when all is uploaded.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(UploadAllAsync(cancellationToken), RecordAllAsync(cancellationToken));
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end; the files stay.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task UploadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var path in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                await UploadAsync(path, cancellationToken);
            }
        }
        finally
        {
            _uploaded.Writer.Complete();
        }
    }

    private async Task UploadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (header, content) = await Spool.ReadAsync(path, cancellationToken);
            await _retry.ExecuteAsync(async token => await _record.BeforeAsync(header, token), cancellationToken);
            await _retry.ExecuteAsync(async token => await PutAsync(header, content, token), cancellationToken);
            await _uploaded.Writer.WriteAsync((path, header, content), cancellationToken);
        }
        catch (JsonException e)
        {
            _spool.SetAside(path);
            _log.Error("damaged file set aside", ("path", path), ("error", e.Message));
        }
    }

    private async Task RecordAllAsync(CancellationToken cancellationToken)
    {
        await foreach (var (path, header, content) in _uploaded.Reader.ReadAllAsync(cancellationToken))
        {
            await _retry.ExecuteAsync(async token => await _record.AfterAsync(header, content, token), cancellationToken);
            _spool.Delete(path);
        }
    }

    private async Task PutAsync(SpoolHeader header, byte[] content, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = header.Key,
            IfNoneMatch = "*",
            ContentType = MinuteFile.ContentType,
            InputStream = new MemoryStream(content),
        };
        foreach (var (name, value) in header.Metadata)
        {
            request.Metadata[name] = value;
        }

        try
        {
            var stored = await _s3.PutObjectAsync(request, cancellationToken);
            _log.Info(
                "file uploaded",
                (LogField.Stage, LogStage.Uploaded),
                (LogField.File, header.Key),
                (LogField.Version, stored.VersionId),
                ("bytes", content.Length));
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            _log.Info("file was uploaded before", (LogField.File, header.Key));
        }
    }
}
