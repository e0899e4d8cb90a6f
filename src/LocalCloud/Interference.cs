using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud;

/// <summary>
/// What a test puts in the way of a run that is otherwise as always: each member stands where AWS promises less than that
/// all goes well, once and in order.
/// </summary>
internal sealed record Interference
{
    /// <summary>Stands around each request of a function or an instance; it may answer in the service's place.</summary>
    public required Func<HttpContext, Func<Task>, Task> Request { get; init; }

    /// <summary>How late each copy of a notification comes; one that is not late is the rule.</summary>
    public required Func<IReadOnlyList<TimeSpan>> Notification { get; init; }

    /// <summary>Hears of each batch of messages, as the event that its function gets right after.</summary>
    public required Action<SqsQueue, ReadOnlyMemory<byte>> Batch { get; init; }
}
