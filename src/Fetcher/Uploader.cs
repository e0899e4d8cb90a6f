using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// Brings the spool's files to S3, one after the other, each until S3 has it. Only then it leaves the spool; so S3 may
/// be away for as long as the disk lasts, and a file may be sent twice: the second is told that the key is taken.
/// </summary>
internal sealed class Uploader
{
    private readonly IAmazonS3 _s3;
    private readonly string _bucket;
    private readonly JsonLog _log;
    private readonly ResiliencePipeline _retry;

    // Paths only; the disk bounds them.
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();

    public Uploader(IAmazonS3 s3, string bucket, TimeProvider time, JsonLog log)
    {
        _s3 = s3;
        _bucket = bucket;
        _log = log;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // Whatever the reason, the file is safe here and the operator can mend it: giving up gains nothing.
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is not null && !args.Context.CancellationToken.IsCancellationRequested),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(30),
                OnRetry = Warn,
            })
            .Build();
    }

    public void Add(string path) => _queue.Writer.TryWrite(path);

    /// <summary>No more will be added: <see cref="RunAsync"/> ends when all is uploaded.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var path in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                var (header, content) = await Spool.ReadAsync(path, cancellationToken);
                await _retry.ExecuteAsync(async token => await UploadAsync(header, content, token), cancellationToken);
                Spool.Delete(path);
            }
            catch (JsonException e)
            {
                Spool.SetAside(path);
                _log.Error("damaged file set aside", ("path", path), ("error", e.Message));
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested)
            {
                // Nothing is retried any more, so a failure just now is no more than the end; the file stays.
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
        }
    }

    private async Task UploadAsync(SpoolHeader header, byte[] content, CancellationToken cancellationToken)
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
            await _s3.PutObjectAsync(request, cancellationToken);
            _log.Info("minute uploaded", ("key", header.Key), ("bytes", content.Length));
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed)
        {
            _log.Info("minute was uploaded before", ("key", header.Key));
        }
    }

    private ValueTask Warn(OnRetryArguments<object> args)
    {
        _log.Warning(
            "upload failed, trying again",
            ("error", args.Outcome.Exception?.Message),
            ("attempt", args.AttemptNumber + 1),
            ("delay_ms", (int)args.RetryDelay.TotalMilliseconds));
        return default;
    }
}
