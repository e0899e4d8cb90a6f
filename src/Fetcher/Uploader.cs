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
/// Brings the spool's files to S3, one after the other, each until S3 has it. Only then it leaves the spool; so S3 may be away for
/// as long as the disk lasts, and a file may be sent twice: the second is told that the key is taken. What the file that is there
/// holds is told to the <see cref="CoverageRecord"/>; nothing here waits for it.
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

    public Uploader(IAmazonS3 s3, string bucket, Spool spool, CoverageRecord record, TimeProvider time, JsonLog log)
    {
        (_s3, _bucket, _spool, _record, _log) = (s3, bucket, spool, record, log);
        _retry = StorageRetry.Build(time, log, "upload failed, trying again");
    }

    /// <summary>A path may be added again: what is not in the spool any more is in S3.</summary>
    public void Add(string path) => _queue.Writer.TryWrite(path);

    /// <summary>No more will be added: <see cref="RunAsync"/> ends when all is uploaded.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var path in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                await UploadAsync(path, cancellationToken);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is retried any more, so a failure just now is no more than the end; the files stay.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task UploadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (header, content) = await Spool.ReadAsync(path, cancellationToken);
            var sent = await FileFacts.ReadAsync(
                header.Key, new MemoryStream(content), header.Metadata.GetValueOrDefault(MinuteFileMetadata.MissingSymbols), cancellationToken);
            var isOurs = await _retry.ExecuteAsync(async token => await PutAsync(header, content, token), cancellationToken);
            if (isOurs)
            {
                _record.Uploaded(sent, header.Key);
            }
            else
            {
                _record.Taken(sent, header.Key);
            }

            Delete(path);
        }
        catch (FileNotFoundException)
        {
            // It was in the queue twice, and the first time it was uploaded.
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            SetAside(path, e);
        }
    }

    private void Delete(string path)
    {
        try
        {
            _spool.Delete(path);
        }
        catch (IOException e)
        {
            _log.Warning("a file of the spool that S3 has could not be deleted", ("path", path), ("error", e.Message));
        }
    }

    /// <summary>What it was to bring is a gap.</summary>
    private void SetAside(string path, Exception reason)
    {
        _log.Error("damaged file set aside", ("path", path), ("error", reason.Message));
        try
        {
            _spool.SetAside(path);
        }
        catch (IOException)
        {
            // A disk that does neither: what is on it stays there.
        }

        if (Spool.KeyOf(path) is { } key)
        {
            _record.Lost(key);
        }
    }

    /// <returns>Whether this file is there, and not another under the same key.</returns>
    private async Task<bool> PutAsync(SpoolHeader header, byte[] content, CancellationToken cancellationToken)
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
            var stored = await StorageRetry.Once.ExecuteAsync(
                async token => await _s3.PutObjectAsync(request, token), cancellationToken);
            _log.Info(
                "file uploaded",
                (LogField.Stage, LogStage.Uploaded),
                (LogField.File, header.Key),
                (LogField.Version, stored.VersionId),
                ("bytes", content.Length));
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            _log.Info("file was uploaded before", (LogField.File, header.Key));
            return false;
        }
    }
}
