using ServerlessPipeline.LocalCloud.EventSources;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>How this machine's Lambda behaves.</summary>
internal sealed record LambdaOptions
{
    /// <summary>
    /// Hands an invocation record to a failure destination (its ARN, such as a queue's). Returns once the destination
    /// has stored it; throws where it has not, and is then called again.
    /// </summary>
    public required Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> SendToDestination { get; init; }

    /// <summary>The event source mappings, which the API shows and changes; none by default.</summary>
    public EventSourceMappings Mappings { get; init; } = new(path: null, TimeProvider.System);

    /// <summary>Gets every line that a function or the platform logs, from several threads; must not throw.</summary>
    public Action<LogLine> OnLogLine { get; init; } = _ => { };

    /// <summary>
    /// Before the first, second, … retry of an asynchronous event after a function error; the last one repeats. AWS
    /// waits one minute and two minutes.
    /// </summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <summary>
    /// Before an event, or a record for its destination, is tried again where the machine failed and not the
    /// function. AWS starts at one second and grows to five minutes.
    /// </summary>
    public TimeSpan SystemRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Concurrent invocations, and so processes, of a function without reserved concurrency; AWS: 1,000 an account.
    /// </summary>
    public int FunctionConcurrency { get; init; } = 10;

    /// <summary>After which an unused process is stopped.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From the start of a process to its first request for an event; AWS's own.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What running invocations get to finish when the service stops.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Finished asynchronous events that are kept for the operator to look at.</summary>
    public int FinishedEventsKept { get; init; } = 10_000;

    /// <summary>Size at which a function's log file becomes <c>.log.1</c>, replacing the one before.</summary>
    public long LogFileBytes { get; init; } = 10 * 1024 * 1024;
}

/// <summary>A line of a function's log; the request id is null before the process's first invocation.</summary>
internal sealed record LogLine(string Function, string? RequestId, string Text);
