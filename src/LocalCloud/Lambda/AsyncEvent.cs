namespace ServerlessPipeline.LocalCloud.Lambda;

internal enum AsyncEventState
{
    /// <summary>To be run at <see cref="AsyncEvent.DueAt"/>.</summary>
    Pending,
    Running,

    /// <summary>Failed for good; its invocation record is to be sent at <see cref="AsyncEvent.DueAt"/>.</summary>
    Undelivered,
    Delivering,
    Succeeded,
    Failed,
}

/// <summary>
/// One asynchronous invocation, from the queue to its end. All attempts have the same request id; failures of the
/// machine are no attempts. The response is the last attempt's answer or error document. The condition says why the
/// event failed for good: <c>RetriesExhausted</c> or <c>EventAgeExceeded</c>. Finished events are numbered in the order of their ends.
/// </summary>
internal sealed record AsyncEvent(
    long Sequence,
    string RequestId,
    string Function,
    ReadOnlyMemory<byte> Payload,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset DueAt,
    AsyncEventState State,
    int Attempts,
    string? Condition,
    ReadOnlyMemory<byte>? Response,
    string? FunctionError,
    DateTimeOffset? FinishedAt,
    long? Finished = null);

/// <summary>Events that are not finished now, and those that ever succeeded or failed in this folder.</summary>
internal sealed record AsyncEventCounts(long Pending, long Succeeded, long Failed);
