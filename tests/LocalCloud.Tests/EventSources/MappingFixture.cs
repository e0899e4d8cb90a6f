using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessPipeline.LocalCloud.EventSources;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.Tests.EventSources;

/// <summary>A queue with a dead-letter queue, a function that a test writes, and the mapping between them.</summary>
internal sealed class MappingFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mapping-").FullName;
    private readonly SqsService _sqs;
    private EventSourceMapping? _mapping;

    public MappingFixture(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        _sqs = new SqsService(_folder, Time);
        _sqs.PutQueue("dead", new QueueSettings());
        _sqs.PutQueue("rows", new QueueSettings
        {
            VisibilityTimeout = TimeSpan.FromSeconds(30),
            RedrivePolicy = new RedrivePolicy(LocalAccount.Arn("sqs", "dead"), 2),
        });
    }

    public TimeProvider Time { get; }
    public SqsQueue Queue => _sqs.Queue("rows");
    public SqsQueue DeadLetters => _sqs.Queue("dead");
    public EventSourceMappingSettings Settings { get; init; } = new(
        "mapping", LocalAccount.Arn("sqs", "rows"), "writer", BatchSize: 10, BatchingWindow: TimeSpan.Zero, MaximumConcurrency: null,
        ReportBatchItemFailures: true, Enabled: true);

    /// <summary>The events that the function was given, in the order of the invocations.</summary>
    public ConcurrentQueue<JsonNode> Events { get; } = new();

    public RequestCounts Requests { get; } = new();

    public void Send(params string[] bodies) => Queue.Send([.. bodies.Select(b => new OutgoingMessage(b))]);

    /// <summary>Starts the mapping to a function that answers each event with a JSON text, or throws.</summary>
    public void Start(Func<JsonNode, CancellationToken, Task<string>> function) => Run(async (json, cancellation) =>
        new InvocationResult("request", Encoding.UTF8.GetBytes(await function(json, cancellation)), FunctionError: null));

    /// <inheritdoc cref="Start(Func{JsonNode, CancellationToken, Task{string}})"/>
    public void Start(Func<JsonNode, string> function) => Start((json, _) => Task.FromResult(function(json)));

    public void Run(Func<JsonNode, CancellationToken, Task<InvocationResult>> function)
    {
        _mapping = new EventSourceMapping(Settings, Queue, (name, payload, cancellation) =>
        {
            Assert.Equal("writer", name);
            var json = JsonNode.Parse(payload.Span)!;
            Events.Enqueue(json);
            return function(json, cancellation);
        }, Time, NullLogger.Instance, Requests);
        _mapping.Start();
    }

    public async Task StopAsync()
    {
        if (_mapping is { } mapping)
        {
            _mapping = null;
            await mapping.DisposeAsync();
        }
    }

    public Task CountAsync(QueueCounts counts) =>
        Eventually.TrueAsync(() => Queue.Count() == counts, $"the queue has {counts}");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _sqs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static IEnumerable<string> Bodies(JsonNode json) => json["Records"]!.AsArray().Select(r => (string)r!["body"]!);

    /// <summary>A partial batch response that names the messages with these bodies.</summary>
    public static string Failures(JsonNode json, params string[] bodies) => new JsonObject
    {
        ["batchItemFailures"] = new JsonArray([.. json["Records"]!.AsArray()
            .Where(r => bodies.Contains((string)r!["body"]!))
            .Select(r => (JsonNode)new JsonObject { ["itemIdentifier"] = (string)r!["messageId"]! })]),
    }.ToJsonString();
}
