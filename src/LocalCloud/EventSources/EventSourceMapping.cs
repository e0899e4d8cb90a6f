using Microsoft.Extensions.Logging;
using ServerlessPipeline.LocalCloud.Gateway;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>
/// Lambda's event source mapping for a standard queue: polls, invokes the function with batches of messages, and deletes the
/// messages that it got through. All others come back by themselves when their visibility timeout ends.
/// Source: Lambda developer guide, "Using Lambda with Amazon SQS" and its pages on scaling and on handling errors.
/// </summary>
internal sealed partial class EventSourceMapping : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly EventSourceMappingSettings _settings;
    private readonly SqsQueue _queue;
    private readonly Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<InvocationResult>> _invoke;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RequestCounts? _counts;
    private readonly BatchCollector _collector;
    private readonly ConcurrencyLimit _limit;
    private readonly CancellationTokenSource _polling = new();
    private readonly CancellationTokenSource _invoking = new();
    private Task _loop = Task.CompletedTask;
    private int _failures;

    /// <param name="settings">As in the template.</param>
    /// <param name="queue">The queue of <see cref="EventSourceMappingSettings.QueueArn"/>.</param>
    /// <param name="invoke">Function name and event to its answer; throws where there is none, as when it is throttled.</param>
    /// <param name="time">The clock of windows and pauses.</param>
    /// <param name="logger">Hears of failed invocations.</param>
    /// <param name="counts">Takes note of the requests that AWS's poller would make, under <see cref="EventSourceMappingSettings.Id"/>.</param>
    /// <exception cref="ArgumentException">Lambda would refuse the settings.</exception>
    public EventSourceMapping(
        EventSourceMappingSettings settings,
        SqsQueue queue,
        Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<InvocationResult>> invoke,
        TimeProvider time,
        ILogger logger,
        RequestCounts? counts = null)
    {
        settings.Check();
        _settings = settings;
        _queue = queue;
        _invoke = invoke;
        _time = time;
        _logger = logger;
        _counts = counts;
        _collector = new BatchCollector(settings, queue, time, counts);
        _limit = new ConcurrencyLimit(settings.MaximumConcurrency ?? EventSourceMappingSettings.HighestConcurrency, time);
    }

    public string Id => _settings.Id;

    /// <summary>Begins to poll, where the mapping is enabled. Once.</summary>
    public void Start()
    {
        if (_settings.Enabled)
        {
            _loop = PollAsync();
        }
    }

    /// <summary>Stops polling for good, and waits for the invocations under way, however long they take.</summary>
    public async Task FinishAsync()
    {
        await _polling.CancelAsync();
        await _loop;
    }

    /// <summary>Stops polling, and waits up to ten seconds for the invocations under way before it gives them up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _polling.CancelAsync();
        try
        {
            await _loop.WaitAsync(StopTimeout, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await _invoking.CancelAsync();
        }

        _polling.Dispose();
        _invoking.Dispose();
    }

    private async Task PollAsync()
    {
        var invocations = new HashSet<Task>();
        try
        {
            while (true)
            {
                await PauseAsync();
                // A place first, then messages: what is received is invoked at once, and none wait hidden for a place.
                await _limit.TakeAsync(_polling.Token);
                invocations.RemoveWhere(i => i.IsCompleted);
                IReadOnlyList<EventRecord> batch;
                try
                {
                    batch = await _collector.CollectAsync(_polling.Token);
                }
                catch
                {
                    _limit.Release();
                    throw;
                }

                invocations.Add(ProcessAsync(batch));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        catch (Exception e)
        {
            // The queue was deleted, say. Nobody waits for this task until the end, so this is where it has to be heard.
            LogStopped(_settings.Id, _settings.QueueArn, e);
        }

        await Task.WhenAll(invocations);
    }

    private async Task ProcessAsync(IReadOnlyList<EventRecord> batch)
    {
        try
        {
            var result = await _invoke(_settings.FunctionName, SqsEvent.Join(batch.Select(r => r.Json)), _invoking.Token);
            Volatile.Write(ref _failures, 0);
            Settle(batch, result);
        }
        catch (Exception e)
        {
            // Whatever it was, the messages are still in the queue.
            Interlocked.Increment(ref _failures);
            LogNotInvoked(_settings.Id, _settings.FunctionName, batch.Count, e);
        }
        finally
        {
            _limit.Release();
        }
    }

    private void Settle(IReadOnlyList<EventRecord> batch, InvocationResult result)
    {
        if (!result.Succeeded)
        {
            LogFunctionError(_settings.Id, _settings.FunctionName, result.RequestId, batch.Count, result.FunctionError!);
            return;
        }

        var failed = _settings.ReportBatchItemFailures
            ? PartialBatchResponse.Failed(result.Payload, batch.Select(r => r.Message.MessageId).ToHashSet())
            : new HashSet<string>();
        foreach (var done in batch.Where(r => !failed.Contains(r.Message.MessageId)).Chunk(SqsQueue.MostPerReceive))
        {
            _counts?.Add(_settings.Id, "DeleteMessageBatch");
            foreach (var record in done)
            {
                _queue.Delete(record.Message.ReceiptHandle);
            }
        }

        if (failed.Count > 0)
        {
            LogItemFailures(_settings.Id, _settings.FunctionName, result.RequestId, failed.Count, batch.Count);
        }
    }

    /// <summary>Longer with every invocation that did not come about: 1 s, 2 s, 4 s, … 20 s.</summary>
    private async Task PauseAsync()
    {
        if (Volatile.Read(ref _failures) is > 0 and var failures)
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 5));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, _polling.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mapping {Mapping}: {Function} could not be invoked with {Messages} messages; they stay in the queue.")]
    private partial void LogNotInvoked(string mapping, string function, int messages, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mapping {Mapping}: {Function} failed ({FunctionError}) with {Messages} messages, request {RequestId}.")]
    private partial void LogFunctionError(string mapping, string function, string requestId, int messages, string functionError);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mapping {Mapping}: {Function} reported {Failed} of {Messages} messages as failed, request {RequestId}.")]
    private partial void LogItemFailures(string mapping, string function, string requestId, int failed, int messages);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mapping {Mapping} stopped: it cannot receive from {Queue}.")]
    private partial void LogStopped(string mapping, string queue, Exception exception);
}
