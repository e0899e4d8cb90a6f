using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.EventSources;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// Lambda on one machine: runs the artifacts of functions as processes behind the real Runtime API, with Lambda's
/// limits, retries and errors, and keeps asynchronous events across restarts.
/// </summary>
internal sealed class LambdaService : IAwsService, IAsyncDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly LambdaOptions _options;
    private readonly Reaper _reaper;
    private readonly RuntimeApi _runtimeApi = new();
    private readonly AsyncEventStore _events;
    private readonly LambdaApi _api;
    private readonly ConcurrentDictionary<string, Function> _functions = new();
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _eviction;

    /// <summary>
    /// Opens the folder, which holds the events' database and the logs and serves one service at a time. The reaper,
    /// which stays the caller's, ends the functions' processes if this process is killed.
    /// </summary>
    public LambdaService(string folder, TimeProvider time, LambdaOptions options, Reaper reaper)
    {
        (_folder, _time, _options, _reaper) = (folder, time, options, reaper);
        _events = new AsyncEventStore(Path.Combine(folder, "events.db"), options.FinishedEventsKept);
        _api = new LambdaApi(this, time);
    }

    public string SigningName => "lambda";

    public EventSourceMappings Mappings => _options.Mappings;

    /// <summary>By name.</summary>
    public IEnumerable<FunctionSettings> Functions =>
        _functions.Values
            .Select(function => function.Pool.Settings)
            .OrderBy(settings => settings.Name, StringComparer.Ordinal);

    /// <summary>Creates a function or changes its settings; the same settings again change nothing.</summary>
    /// <exception cref="NotSupportedException">The runtime is not one that runs here.</exception>
    /// <exception cref="FileNotFoundException">The handler names no executable assembly.</exception>
    public void PutFunction(FunctionSettings settings)
    {
        settings.Validate();
        lock (_functions)
        {
            if (_functions.TryGetValue(settings.Name, out var existing))
            {
                existing.Pool.Update(settings);
            }
            else
            {
                _functions[settings.Name] = Create(settings);
            }
        }
    }

    /// <summary>Opens the Runtime API; events that waited from the last run start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _runtimeApi.StartAsync(cancellationToken);
        _eviction = _time.CreateTimer(_ => EvictIdle(), state: null, _options.IdleTime / 2, _options.IdleTime / 2);
        _started.SetResult(true);
    }

    /// <summary>Runs a function and waits for its answer; a function that fails is an answer too.</summary>
    /// <param name="nameOrArn">A name, an ARN or a partial ARN.</param>
    /// <param name="payload">JSON of at most 6 MB.</param>
    /// <param name="cancellationToken">Ends the waiting; the function runs to its end.</param>
    /// <exception cref="LambdaException">
    /// It did not run: unknown, throttled (429), refused, or this machine failed (5xx).
    /// </exception>
    public Task<InvocationResult> InvokeAsync(
        string nameOrArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        InvokeAsync(nameOrArn, payload, tail: null, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task<InvocationResult> InvokeAsync(
        string nameOrArn, ReadOnlyMemory<byte> payload, LogTail? tail, CancellationToken cancellationToken)
    {
        var function = Find(nameOrArn);
        Payloads.Require(payload, Payloads.SynchronousLimit);
        if (!function.Pool.TryReserve())
        {
            throw LambdaException.Throttled(function.Pool.Settings);
        }

        var invocation = new Invocation(Invocation.NewRequestId(), payload.OrEmptyObject(), tail);
        return await function.Pool.InvokeReservedAsync(invocation).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Stores an event, JSON of at most 1 MB, to be run soon and retried if need be. It is durable on return.
    /// </summary>
    /// <returns>The request id, the same over all attempts.</returns>
    /// <exception cref="LambdaException">It was not stored: unknown function, or refused.</exception>
    public Task<string> EnqueueAsync(
        string nameOrArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        EnqueueAsync(nameOrArn, payload, delay: TimeSpan.Zero, cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<string> EnqueueAsync(
        string nameOrArn, ReadOnlyMemory<byte> payload, TimeSpan delay, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var function = Find(nameOrArn);
        Payloads.Require(payload, Payloads.AsynchronousLimit);
        var requestId = Invocation.NewRequestId();
        _events.Add(requestId, function.Pool.Settings.Name, payload.OrEmptyObject(), _time.GetUtcNow(), delay);
        function.Invoker.Wake();
        return Task.FromResult(requestId);
    }

    /// <summary>Finished asynchronous events, the last first.</summary>
    public IReadOnlyList<AsyncEvent> Events(string? function = null, int count = 100) =>
        _events.Finished(function, count);

    /// <summary>Finished asynchronous events, the first first.</summary>
    /// <param name="after">The number of the last one that is known already.</param>
    public IReadOnlyList<AsyncEvent> EventsAfter(string function, long after) => _events.FinishedAfter(function, after);

    public AsyncEventCounts CountEvents() => _events.Count();

    /// <exception cref="LambdaException">There is no such function.</exception>
    public FunctionSettings GetFunction(string nameOrArn) => Find(nameOrArn).Pool.Settings;

    public Task HandleAsync(HttpContext context) => _api.HandleAsync(context);

    /// <summary>
    /// Takes no more, gives running invocations <see cref="LambdaOptions.StopGrace"/>, and ends every process.
    /// Asynchronous events that have not finished run after the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _started.TrySetResult(false);
        if (_eviction is not null)
        {
            await _eviction.DisposeAsync();
        }

        await Task.WhenAll(_functions.Values.Select(function => function.Pool.StopAsync(_options.StopGrace)));
        await Task.WhenAll(_functions.Values.Select(function => function.Running));
        foreach (var function in _functions.Values)
        {
            function.Log.Dispose();
        }

        await _runtimeApi.DisposeAsync();
        _events.Dispose();
        _stopping.Dispose();
    }

    private Function Create(FunctionSettings settings)
    {
        var log = new FunctionLog(Path.Combine(_folder, "logs"), settings.Name, _options);
        var pool = new FunctionPool(settings, _options, _runtimeApi, _reaper, log, _time);
        var invoker = new AsyncInvoker(pool, _events, _options, _time);
        pool.OnFree = invoker.Wake;
        return new Function(pool, invoker, log, RunAsync(invoker));
    }

    private async Task RunAsync(AsyncInvoker invoker)
    {
        if (await _started.Task)
        {
            await invoker.RunAsync(_stopping.Token);
        }
    }

    private Function Find(string nameOrArn)
    {
        var name = FunctionName.Parse(nameOrArn);
        return _functions.TryGetValue(name, out var function)
            ? function
            : throw LambdaException.NotFound(LocalAccount.Arn("lambda", $"function:{name}"));
    }

    private void EvictIdle()
    {
        foreach (var function in _functions.Values)
        {
            function.Pool.EvictIdle(_options.IdleTime);
        }
    }

    private sealed record Function(FunctionPool Pool, AsyncInvoker Invoker, FunctionLog Log, Task Running);
}
