namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>One attempt to run a function on one event. Its sandbox guards the mutable part.</summary>
internal sealed class Invocation(string requestId, ReadOnlyMemory<byte> payload, LogTail? tail = null)
{
    private readonly TaskCompletionSource<InvocationResult> _ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = requestId;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public LogTail? Tail { get; } = tail;

    /// <summary>Set as the event is handed to the process.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>What the process answered; it still has to ask for the next event, end or time out.</summary>
    public InvocationResult? Answer { get; set; }

    public Task<InvocationResult> Ended => _ended.Task;

    public void End(InvocationResult result) => _ended.TrySetResult(result);

    public void Abandon(LambdaException reason) => _ended.TrySetException(reason);

    public static string NewRequestId() => Guid.NewGuid().ToString();
}
