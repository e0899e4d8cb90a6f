using System.Threading.Channels;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// Runs one function's asynchronous events in the order in which they are due. An event leaves the queue only when the
/// function has succeeded, or its failure destination has accepted the record; a crash in between repeats the last
/// step.
/// </summary>
internal sealed class AsyncInvoker(
    FunctionPool function, AsyncEventStore store, LambdaOptions options, TimeProvider time)
{
    /// <summary>Waiting for longer than this is waiting to be woken.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>To be called when an event was stored or a place of the function became free.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Runs until it is cancelled and what it has started has ended.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var running = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            var (work, wait) = Next(stopping);
            if (work is not null)
            {
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(work);
            }
            else
            {
                await WaitAsync(wait, stopping);
            }
        }

        await Task.WhenAll(running);
    }

    /// <summary>
    /// Starts the first event's next step, or says how long there is nothing to do unless something wakes us.
    /// </summary>
    private (Task? Work, TimeSpan Wait) Next(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (store.Next(function.Settings.Name) is not { } next)
        {
            return (null, LongestWait);
        }

        if (next.DueAt > now)
        {
            return (null, next.DueAt - now);
        }

        if (next.State == AsyncEventState.Undelivered)
        {
            return (DeliverAsync(next, stopping), default);
        }

        var expiry = next.EnqueuedAt + function.Settings.MaximumEventAge;
        if (expiry <= now)
        {
            return (DeliverAsync(next with { Condition = "EventAgeExceeded" }, stopping), default);
        }

        return function.TryReserve() ? (InvokeAsync(next, stopping), default) : (null, expiry - now);
    }

    private async Task InvokeAsync(AsyncEvent value, CancellationToken stopping)
    {
        store.Save(value with { State = AsyncEventState.Running });
        InvocationResult result;
        try
        {
            result = await function.InvokeReservedAsync(new Invocation(value.RequestId, value.Payload));
        }
        catch (LambdaException)
        {
            // The machine's failure, not the function's: it costs no attempt.
            Postpone(value, AsyncEventState.Pending);
            return;
        }

        var ran = value with
        {
            Attempts = value.Attempts + 1,
            Response = result.Payload,
            FunctionError = result.FunctionError,
        };
        if (result.Succeeded)
        {
            store.Finish(ran with { State = AsyncEventState.Succeeded, FinishedAt = time.GetUtcNow() });
            return;
        }

        if (ran.Attempts > function.Settings.MaximumRetryAttempts)
        {
            await DeliverAsync(ran with { Condition = "RetriesExhausted" }, stopping);
            return;
        }

        var due = time.GetUtcNow() + options.RetryDelays[Math.Min(ran.Attempts, options.RetryDelays.Count) - 1];
        store.Save(ran with { State = AsyncEventState.Pending, DueAt = due });
        Wake();
    }

    private async Task DeliverAsync(AsyncEvent value, CancellationToken stopping)
    {
        if (function.Settings.OnFailureArn is { } destination)
        {
            store.Save(value with { State = AsyncEventState.Delivering });
            try
            {
                var record = InvocationRecords.Of(value, function.Settings.Arn, time.GetUtcNow());
                await options.SendToDestination(destination, record, stopping);
            }
            catch (Exception)
            {
                // Whatever it was, the record is still ours to deliver.
                Postpone(value, AsyncEventState.Undelivered);
                return;
            }
        }

        store.Finish(value with { State = AsyncEventState.Failed, FinishedAt = time.GetUtcNow() });
    }

    private void Postpone(AsyncEvent value, AsyncEventState state)
    {
        store.Save(value with { State = state, DueAt = time.GetUtcNow() + options.SystemRetryDelay });
        Wake();
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        using var due = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Something is due, or we are stopping.
        }
    }
}
