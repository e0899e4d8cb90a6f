using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>A child process whose output is read line by line and that does not outlive this process.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>A longer line comes in pieces.</summary>
    private const int LongestLine = 256 * 1024;

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Reaper _reaper;
    private readonly TimeProvider _time;

    private ChildProcess(Process process, Reaper reaper, TimeProvider time, Action<string> onLine)
    {
        (_process, _reaper, _time) = (process, reaper, time);
        Id = process.Id;
        Exited = WaitAsync(onLine);
    }

    public int Id { get; }

    /// <summary>
    /// The exit code, once the process has ended and its output is read; 128 plus the signal that ended it.
    /// </summary>
    public Task<int> Exited { get; }

    /// <summary>Its standard input, where <see cref="ProcessStartInfo.RedirectStandardInput"/> was set.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>
    /// Starts a program. <paramref name="onLine"/> gets each line of standard output and standard error, sometimes
    /// two at once, and must not throw.
    /// </summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static ChildProcess Start(ProcessStartInfo start, Reaper reaper, TimeProvider time, Action<string> onLine)
    {
        start.CreateNoWindow = true;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        var process = Process.Start(start)!;
        try
        {
            reaper.Watch(process.Id);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }

        return new ChildProcess(process, reaper, time, onLine);
    }

    /// <summary>Resident memory in bytes; 0 once it has ended.</summary>
    public long ResidentBytes()
    {
        try
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return 0;
        }
    }

    /// <summary>Ends the process and its descendants at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one of its descendants, ended by itself in the meantime.
        }
    }

    /// <summary>
    /// Asks the process to end (<c>SIGTERM</c>; Windows has no such thing) and kills it after the grace time.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!_process.HasExited && Signals.Terminate(Id))
        {
            await Task.WhenAny(Exited, Task.Delay(grace, _time));
        }

        if (!Exited.IsCompleted)
        {
            Kill();
            await Exited;
        }
    }

    /// <summary>Stops the process, with a short grace time, if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(DefaultGrace);
        _process.Dispose();
    }

    private async Task<int> WaitAsync(Action<string> onLine)
    {
        var output = Task.WhenAll(
            LineReader.ReadAsync(_process.StandardOutput, LongestLine, onLine),
            LineReader.ReadAsync(_process.StandardError, LongestLine, onLine));
        await _process.WaitForExitAsync();
        _reaper.Unwatch(Id);
        // A descendant that lives on keeps the pipes open; do not wait for it.
        await Task.WhenAny(output, Task.Delay(OutputGrace, _time));
        return _process.ExitCode;
    }
}
