namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>Wakes everyone who waits. Take <see cref="Next"/> before looking at the state, so that no change is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
