using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.S3.Notifications;
using ServerlessPipeline.LocalCloud.S3.Operations;
using ServerlessPipeline.LocalCloud.S3.Protocol;
using ServerlessPipeline.LocalCloud.S3.Store;

namespace ServerlessPipeline.LocalCloud.S3;

/// <summary>
/// Amazon S3 as far as the pipeline and its operators use it, strict: what it does not do it refuses with
/// <c>NotImplemented</c>. Requests are authenticated before they come here, and authorized here.
/// </summary>
internal sealed partial class S3Service : IAwsService, IAsyncDisposable
{
    private readonly S3Store _store;
    private readonly Router _router;
    private readonly NotificationDispatcher _dispatcher;
    private readonly ILogger _log;
    private long _changes;

    /// <param name="folder">Holds everything; created if missing. One process at a time may use it.</param>
    /// <param name="deliver">
    /// Accepts one notification, a JSON document, durably for the target ARN. It is called again, later, if it throws or
    /// the process ends before it returns, so a target can get a notification more than once.
    /// </param>
    public S3Service(
        string folder,
        TimeProvider time,
        Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> deliver,
        ILogger? log = null)
    {
        _log = log ?? NullLogger.Instance;
        _store = new S3Store(folder, time);
        _dispatcher = new NotificationDispatcher(_store.Outbox, time, deliver, _log);

        // Of two operations that match, the first one is meant: the more specific come first.
        _router = new Router(
        [
            .. new MultipartOperations(_store).All,
            .. new MultipartListOperations(_store).All,
            .. new BucketOperations(_store).All,
            .. new VersionListOperations(_store).All,
            .. new ListOperations(_store).All,
            .. new WriteOperations(_store).All,
            .. new DeleteOperations(_store).All,
            .. new ReadOperations(_store).All,
        ]);
    }

    public string SigningName => "s3";

    /// <summary>Grows with every request that may have changed something.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Creates the bucket, or brings it to the settings.</summary>
    /// <exception cref="ArgumentException">A rule names an event that cannot occur here.</exception>
    public void PutBucket(string name, BucketSettings settings)
    {
        BucketOperations.RequireValidName(name);
        var types = settings.Notifications.SelectMany(rule => rule.Events);
        if (types.FirstOrDefault(type => !ObjectEvent.Occurs(type)) is { } type)
        {
            throw new ArgumentException($"Bucket {name}: notifications of {type} are not implemented.", nameof(settings));
        }

        _store.Buckets.Put(name, settings);
    }

    /// <summary>Begins to deliver notifications, those left by an earlier process first.</summary>
    public void Start() => _dispatcher.Start();

    public async Task HandleAsync(HttpContext context)
    {
        ResponseIds.Set(context);
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!reads)
        {
            // Before the client knows of what it has done.
            context.Response.OnStarting(() =>
            {
                Interlocked.Increment(ref _changes);
                return Task.CompletedTask;
            });
        }

        try
        {
            var request = new S3Request(context);
            var operation = _router.Find(request);
            Permissions.Demand(request, operation);
            await Permissions.WithAbsenceHiddenAsync(request, operation.Run!);
        }
        catch (S3Exception error)
        {
            await S3Xml.WriteErrorAsync(context, error);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (BadHttpRequestException error)
        {
            await S3Xml.WriteErrorAsync(context, new S3Exception(error.StatusCode, "BadRequest", error.Message));
        }
        catch (Exception error)
        {
            LogFailure(error, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
            {
                context.Abort(); // an answer cut short must not look whole
                return;
            }

            await S3Xml.WriteErrorAsync(context, new S3Exception(StatusCodes.Status500InternalServerError,
                "InternalError", "We encountered an internal error. Please try again."));
        }
        finally
        {
            if (!reads)
            {
                Interlocked.Increment(ref _changes);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _dispatcher.DisposeAsync();
        _store.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string path);
}
