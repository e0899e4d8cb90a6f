using System.Runtime.InteropServices;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>
/// Waits until a file is opened for the first time, by Linux's inotify. A runtime opens the program when it is ready to run
/// it, so this parts the start of the runtime from what the program does.
/// </summary>
internal sealed class FirstOpen : IDisposable
{
    private const uint InOpen = 0x20;
    private const int EventSize = 16;

    private readonly int _inotify;

    public FirstOpen(string path)
    {
        _inotify = Create(0);
        if (_inotify < 0 || Watch(_inotify, path, InOpen) < 0)
        {
            throw new InvalidOperationException($"{path} cannot be watched: error {Marshal.GetLastPInvokeError()}.");
        }

        At = Task.Factory.StartNew(
            () =>
            {
                var buffer = new byte[EventSize];
                Read(_inotify, buffer, buffer.Length);
                return TimeProvider.System.GetTimestamp();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>The timestamp.</summary>
    public Task<long> At { get; }

    public void Dispose() => _ = Close(_inotify);

    [DllImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static extern int Create(int flags);

    [DllImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Watch(int inotify, string path, uint mask);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(int file, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
