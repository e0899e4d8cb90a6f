using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessPipeline.LocalCloud.DynamoDb;
using ServerlessPipeline.LocalCloud.EventSources;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.Iam;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.LocalCloud.S3;
using ServerlessPipeline.LocalCloud.Sqs;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud;

/// <summary>
/// One machine standing in for AWS: creates what the synthesized templates describe, and runs it until disposed. What an
/// earlier run left in the data folder (objects, messages, items, events under way) is taken up again.
/// </summary>
public sealed class LocalCloudHost : IAsyncDisposable
{
    // With the fetcher's second and the gateway's, all ends within five.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    private readonly LocalCloudOptions _options;
    private readonly Reaper _reaper = new();
    private readonly AccessControl _access = new();
    private readonly AccessKeys _keys;
    private readonly SqsService _sqs;
    private readonly LambdaService _lambda;
    private readonly S3Service _s3;
    private readonly DynamoDbService _dynamoDb;
    private readonly AwsGateway _gateway;
    private readonly EventSourceMappings _mappings;
    private readonly List<SqsQueue> _polled = [];
    private IReadOnlyList<InstanceResource> _instances = [];

    private LocalCloudHost(LocalCloudOptions options, DynamoDbService dynamoDb)
    {
        _options = options;
        _dynamoDb = dynamoDb;
        _sqs = new SqsService(Folder("sqs"), options.Time);
        _mappings = new EventSourceMappings(Path.Combine(Folder("lambda"), "mappings.json"), options.Time);
        _lambda = new LambdaService(
            Folder("lambda"),
            options.Time,
            new LambdaOptions { SendToDestination = SendToQueueAsync, StopGrace = StopGrace, Mappings = _mappings },
            _reaper);
        _s3 = new S3Service(Folder("s3"), options.Time, NotifyAsync);
        Operator = OperatorCredentials.Ensure(options.DataFolder);
        _keys = new AccessKeys(Path.GetFullPath(OperatorCredentials.PathIn(options.DataFolder)))
        {
            Elsewhere = new OperatorProfiles(options.DataFolder).SecretOf,
            // A program's key is good from its start on, and never stands for more than its role.
            TakesUnknown = accessKeyId => options.AnyKey && _access.SessionOf(accessKeyId) is null,
        };
        _keys.Add(Operator.AccessKeyId, Operator.Secret);
        var gateway = new GatewayOptions
        {
            Port = options.Port,
            FaultLog = Path.Combine(Folder("logs"), "gateway.log"),
            Around = options.Interference?.Request,
        };
        _gateway = new AwsGateway([_s3, _sqs, _dynamoDb, _lambda], gateway, _keys, _access);
    }

    /// <summary>The address of every service.</summary>
    public Uri Endpoint => _gateway.Endpoint;

    /// <summary>The key of whoever runs it, which may do everything.</summary>
    public OperatorCredentials Operator { get; }

    /// <summary>Of programs by their access keys, of event source mappings by their ids.</summary>
    internal RequestCounts Requests => _gateway.Requests;

    /// <exception cref="LambdaException">There is no such function.</exception>
    internal FunctionSettings Function(string name) => _lambda.GetFunction(name);

    /// <summary>The ids of the event source mappings.</summary>
    internal IEnumerable<string> Mappings => _mappings.Ids;

    /// <summary>The outputs of the stacks, by name.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; private set; } = new Dictionary<string, string>();

    /// <summary>What in the templates has no part in the local run, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <exception cref="LocalCloudException">
    /// A template cannot be played, the port or the data folder is in use, or a program that it needs is missing.
    /// </exception>
    public static async Task<LocalCloudHost> StartAsync(LocalCloudOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var dynamoDb = await DynamoDbService.StartAsync(
                new DynamoDbOptions { DataFolder = Path.Combine(options.DataFolder, "dynamodb"), NodeModules = options.NodeModules },
                options.Time,
                cancellationToken);
            var host = new LocalCloudHost(options, dynamoDb);
            try
            {
                await host.DeployAsync(cancellationToken);
                return host;
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
        catch (Exception exception) when (exception
            is TemplateException or InvalidOperationException or NotSupportedException or ArgumentException or IOException)
        {
            throw new LocalCloudException(exception.Message, exception);
        }
    }

    /// <summary>The asynchronous invocations of a function that have come to their end, in that order.</summary>
    /// <param name="after">The number of the last one that is known already.</param>
    public IEnumerable<FinishedEvent> FinishedEvents(string function, long after = 0) => _lambda.EventsAfter(function, after).Select(
        finished => new FinishedEvent(
            finished.State == AsyncEventState.Succeeded,
            finished.Payload,
            finished.Response ?? ReadOnlyMemory<byte>.Empty,
            finished.Finished ?? 0));

    /// <summary>Other numbers than before wherever something was written since.</summary>
    public ChangeCounts Changes => new(_s3.Changes, _dynamoDb.Changes);

    /// <summary>The environment that the template gives to the program of an instance.</summary>
    /// <param name="name">Of the instance's auto-scaling group.</param>
    public IReadOnlyDictionary<string, string> InstanceEnvironment(string name) =>
        _instances.Single(instance => instance.Name == name).Program.Environment;

    /// <summary>How many messages a queue has ever accepted; dead letters that came by redrive do not count.</summary>
    public long MessagesSent(string queueUrl) => _sqs.Queue(new Uri(queueUrl).Segments[^1]).MessagesSent;

    /// <summary>Whether no event and no message that a function should get is left; dead letters are nobody's.</summary>
    internal bool IsQuiet => _lambda.CountEvents().Pending == 0
        && _polled.TrueForAll(queue => queue.Count() is { Visible: 0, InFlight: 0, Delayed: 0 });

    /// <summary>
    /// Starts the program of an instance as its unit does: with the unit's environment, and under the instance's role.
    /// </summary>
    /// <param name="name">Of the instance's auto-scaling group.</param>
    /// <param name="overrides">Variables in place of the unit's, or beside them.</param>
    /// <param name="portable">The same program's assembly, for a machine that cannot run the instance's.</param>
    /// <param name="logFile">Gets every line that it prints.</param>
    public LocalProgram StartInstance(
        string name, IReadOnlyDictionary<string, string> overrides, string portable, string logFile)
    {
        var instance = _instances.Single(instance => instance.Name == name);
        var environment = new Dictionary<string, string>(instance.Program.Environment);
        foreach (var (variable, value) in overrides)
        {
            environment[variable] = value;
        }

        return LocalProgram.Start(
            InstanceProgram.Start(instance.Program, portable), Issue(name), environment, Endpoint, logFile, _reaper, _options.Time);
    }

    /// <summary>Lets running invocations finish within two seconds, then ends every process; the state stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_lambda.DisposeAsync().AsTask(), _mappings.DisposeAsync().AsTask());
        await _s3.DisposeAsync();
        await _gateway.DisposeAsync();
        await _dynamoDb.DisposeAsync();
        _sqs.Dispose();
        _reaper.Dispose();
    }

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        // The URLs of queues carry the port, so the gateway comes first.
        await _gateway.StartAsync(cancellationToken);
        var deployment = DeploymentReader.Read(_options.CloudAssembly, Endpoint);
        Outputs = deployment.Outputs.ToDictionary(output => output.Name, output => output.Value);
        _instances = deployment.Instances;
        Warnings = [.. deployment.Warnings, .. Replaced(deployment).Select(LinuxX64.Warning), .. _access.Deploy(deployment)];
        foreach (var instance in _instances)
        {
            _access.Assume(Credentials.AccessKeyOf(instance.Name), instance.RoleArn, instance.Name);
        }

        // A queue names its dead-letter queue, which must be there.
        foreach (var queue in deployment.Queues.OrderBy(queue => queue.RedrivePolicy is not null))
        {
            _sqs.PutQueue(queue.Name, Settings.Of(queue));
        }

        await Task.WhenAll(deployment.Tables.Select(table => _dynamoDb.PutTableAsync(table, cancellationToken)));
        foreach (var function in deployment.Functions)
        {
            _lambda.PutFunction(Settings.Of(function, Endpoint, Issue(function.Name), Portable(function)));
        }

        foreach (var bucket in deployment.Buckets)
        {
            _s3.PutBucket(bucket.Name, Settings.Of(bucket));
        }

        await _lambda.StartAsync(cancellationToken);
        foreach (var mapping in deployment.EventSourceMappings)
        {
            var queue = _sqs.Queue(mapping.QueueArn);
            _polled.Add(queue);
            _mappings.Add(Settings.Of(mapping), settings => new EventSourceMapping(
                settings,
                queue,
                (function, batch, token) => InvokeAsync(queue, function, batch, token),
                _options.Time,
                NullLogger.Instance,
                _gateway.Requests));
        }

        _mappings.Start();
        _s3.Start();
    }

    /// <summary>The build of a function that runs in its place, where its own cannot.</summary>
    private string? Portable(FunctionResource function) =>
        LinuxX64.RunsHere ? null : _options.PortableFunctions.GetValueOrDefault(function.Handler);

    private IEnumerable<string> Replaced(Deployment deployment) => LinuxX64.RunsHere
        ? []
        : [
            .. deployment.Instances.Select(instance => instance.Id.ToString()),
            .. deployment.Functions.Where(function => Portable(function) is not null).Select(function => function.Id.ToString()),
        ];

    private async Task NotifyAsync(string function, ReadOnlyMemory<byte> notification, CancellationToken cancellationToken)
    {
        foreach (var delay in _options.Interference?.Notification() ?? [TimeSpan.Zero])
        {
            await _lambda.EnqueueAsync(function, notification, delay, cancellationToken);
        }
    }

    private Task<InvocationResult> InvokeAsync(
        SqsQueue queue, string function, ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        _options.Interference?.Batch(queue, batch);
        return _lambda.InvokeAsync(function, batch, cancellationToken);
    }

    private Task SendToQueueAsync(string arn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        _sqs.Queue(arn).Send(new OutgoingMessage(Encoding.UTF8.GetString(payload.Span)));
        return Task.CompletedTask;
    }

    /// <summary>The address behind the gateway's of the process that keeps the tables.</summary>
    internal Uri DynaliteEndpoint => _dynamoDb.DynaliteEndpoint;

    /// <summary>A program's own key, by which the gateway knows it. Its role is known by now.</summary>
    internal ProgramKey Issue(string program)
    {
        var accessKeyId = Credentials.AccessKeyOf(program);
        return new ProgramKey(accessKeyId, _keys.Issue(accessKeyId));
    }

    private string Folder(string service) => Path.Combine(_options.DataFolder, service);
}
