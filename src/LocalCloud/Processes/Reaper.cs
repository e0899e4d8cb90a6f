using System.Diagnostics;

namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>
/// Ends child processes when this process ends, <c>SIGKILL</c> included: a small Node.js process holds the other end of a
/// pipe and kills what it was told to watch as soon as the pipe closes. Needs <c>node</c> on the PATH.
/// </summary>
internal sealed class Reaper : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _watched = [];
    private Process _node = Launch();

    public void Watch(int processId)
    {
        lock (_lock)
        {
            _watched.Add(processId);
            if (_node.HasExited)
            {
                _node.Dispose();
                _node = Launch();
                foreach (var id in _watched)
                {
                    Send($"watch {id}");
                }
            }
            else
            {
                Send($"watch {processId}");
            }
        }
    }

    /// <summary>To be called when the process has ended: its id may be given to another.</summary>
    public void Unwatch(int processId)
    {
        lock (_lock)
        {
            if (_watched.Remove(processId) && !_node.HasExited)
            {
                Send($"unwatch {processId}");
            }
        }
    }

    /// <summary>Kills what is still watched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _watched.Clear();
            _node.StandardInput.Close();
            _node.WaitForExit(TimeSpan.FromSeconds(1));
            _node.Dispose();
        }
    }

    private void Send(string command)
    {
        _node.StandardInput.WriteLine(command);
        _node.StandardInput.Flush();
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
