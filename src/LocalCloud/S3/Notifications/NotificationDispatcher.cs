using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ServerlessPipeline.LocalCloud.S3.Notifications;

/// <summary>
/// Delivers what is in the outbox, for each target in order and independently of the others. A notification leaves the
/// outbox after its delivery, so a kill in between delivers it again.
/// </summary>
internal sealed partial class NotificationDispatcher(
    Outbox outbox, TimeProvider time, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> deliver, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChannelWriter<bool>> _wakers = [];
    private readonly List<Task> _loops = [];

    public void Start()
    {
        outbox.Added = Wake;
        outbox.Announce(outbox.Targets());
    }

    public async ValueTask DisposeAsync()
    {
        outbox.Added = null;
        await _stopping.CancelAsync();
        Task[] loops;
        lock (_lock)
        {
            loops = [.. _loops];
        }

        await Task.WhenAll(loops);
        _stopping.Dispose();
    }

    private void Wake(string target)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            if (!_wakers.TryGetValue(target, out var waker))
            {
                var signal = Channel.CreateBounded<bool>(
                    new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
                waker = signal.Writer;
                _wakers.Add(target, waker);
                _loops.Add(RunAsync(target, signal.Reader, _stopping.Token));
            }

            waker.TryWrite(true);
        }
    }

    private async Task RunAsync(string target, ChannelReader<bool> signal, CancellationToken stopping)
    {
        try
        {
            await foreach (var _ in signal.ReadAllAsync(stopping))
            {
                while (outbox.Next(target) is { } next)
                {
                    await DeliverAsync(target, next.Payload, stopping);
                    outbox.Remove(next.Id);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left stays in the outbox for the next start.
        }
    }

    /// <summary>Tries until it succeeds, less and less often.</summary>
    private async Task DeliverAsync(string target, byte[] payload, CancellationToken stopping)
    {
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                await deliver(target, payload, stopping);
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogRetry(exception, target, delay);
                await Task.Delay(delay, time, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Notification for {Target} was not accepted; next attempt in {Delay}")]
    private partial void LogRetry(Exception exception, string target, TimeSpan delay);
}
