using System.Runtime.InteropServices;
using Amazon.DynamoDBv2;
using Amazon.S3;
using ServerlessPipeline.Fetcher;
using ServerlessPipeline.Fetcher.Health;

using var output = Console.OpenStandardOutput();
var log = new JsonLog(output, TimeProvider.System);
var systemd = new SystemdNotifier(Environment.GetEnvironmentVariable(SystemdNotifier.SocketVariable));
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    var settings = FetcherSettings.Read(Environment.GetEnvironmentVariable);
    using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = settings.ExchangeUrl,
        Timeout = TimeSpan.FromSeconds(30),
    };

    // The SDK heeds these itself; but whatever stands in for S3 there has no bucket names in its host name.
    var endpoint = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")
        ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
    using var s3 = new AmazonS3Client(new AmazonS3Config
    {
        ForcePathStyle = endpoint is { Length: > 0 },
        Timeout = TimeSpan.FromSeconds(30),
        // The uploader retries, without end and with its own backoff.
        MaxErrorRetry = 0,
    });

    using var dynamoDb = new AmazonDynamoDBClient(new AmazonDynamoDBConfig { Timeout = TimeSpan.FromSeconds(10), MaxErrorRetry = 0 });

    systemd.Ready();
    var metrics = new FetcherMetrics(output, TimeProvider.System, systemd, settings.Bucket);
    await new FetcherRun(settings, new FetcherTools(http, s3, dynamoDb, TimeProvider.System, log, metrics)).RunAsync(stop.Token);
    log.Info("finished");
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    log.Info("stopped by a signal");
    return 0;
}
catch (Exception e)
{
    // The process's boundary: whatever it is ends in the log, and in the exit code.
    log.Error("ended by an error", ("error", e.Message), ("exception", e));
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
