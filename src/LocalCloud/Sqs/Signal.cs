namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>Wakes everyone who waits. Take <see cref="Next"/> before looking at the state, so that no change is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    /// <summary>False where <paramref name="longest"/> has passed first.</summary>
    public static async Task<bool> WaitAsync(Task next, TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(longest, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
