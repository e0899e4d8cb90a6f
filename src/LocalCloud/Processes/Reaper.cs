using System.Diagnostics;

namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>
/// Ends child processes when this process ends, <c>SIGKILL</c> included: a small Node.js process holds the other end
/// of a pipe and kills what it was told to watch as soon as the pipe closes. Needs <c>node</c> on the PATH.
/// </summary>
internal sealed class Reaper : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _watched = [];
    private Process _node = Launch();
    private bool _disposed;

    public int ProcessId
    {
        get
        {
            lock (_lock)
            {
                return _node.Id;
            }
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">Node.js cannot be started.</exception>
    public void Watch(int processId)
    {
        lock (_lock)
        {
            _watched.Add(processId);
            if (!TrySend($"watch {processId}"))
            {
                // Somebody ended it.
                _node.Dispose();
                _node = Launch();
                foreach (var id in _watched)
                {
                    TrySend($"watch {id}");
                }
            }
        }
    }

    /// <summary>To be called when the process has ended: its id may be given to another.</summary>
    public void Unwatch(int processId)
    {
        lock (_lock)
        {
            if (_watched.Remove(processId))
            {
                TrySend($"unwatch {processId}");
            }
        }
    }

    /// <summary>Kills what is still watched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _watched.Clear();
            _node.StandardInput.Close();
            _node.WaitForExit(TimeSpan.FromSeconds(1));
            _node.Dispose();
        }
    }

    private bool TrySend(string command)
    {
        try
        {
            _node.StandardInput.WriteLine(command);
            _node.StandardInput.Flush();
            return !_node.HasExited;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Process Launch() => Process.Start(new ProcessStartInfo("node")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Processes", "reaper.mjs") },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        CreateNoWindow = true,
    })!;
}
