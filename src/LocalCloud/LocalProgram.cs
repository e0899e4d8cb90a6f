using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud;

/// <summary>One of our own programs as a process of the local run; it ends with this process, however that ends.</summary>
public sealed class LocalProgram : IAsyncDisposable
{
    // Long enough for a write that is under way; what is cut off all the same is in the spool.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly ChildProcess _process;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();

    private LocalProgram(ProcessStartInfo start, string logFile, Reaper reaper, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        _process = ChildProcess.Start(start, reaper, time, Log);
    }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.Exited.IsCompletedSuccessfully ? _process.Exited.Result : null;

    /// <summary>The last thing that it printed.</summary>
    public string LastLine { get; private set; } = "";

    /// <summary>Asks it to end, and ends it after a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(StopGrace);
        await _process.DisposeAsync();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    internal static LocalProgram Start(
        ProcessStartInfo start,
        ProgramKey key,
        IReadOnlyDictionary<string, string> environment,
        Uri endpoint,
        string logFile,
        Reaper reaper,
        TimeProvider time)
    {
        // Nothing of the operator's own AWS settings: a local run never reaches an account.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        Proxies.KeepFromLoopback(start.Environment);
        start.Environment["AWS_ENDPOINT_URL"] = endpoint.ToString();
        start.Environment["AWS_REGION"] = LocalAccount.Region;
        start.Environment["AWS_ACCESS_KEY_ID"] = key.Id;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = key.Secret;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        return new LocalProgram(start, logFile, reaper, time);
    }

    private void Log(string line)
    {
        lock (_lock)
        {
            LastLine = line;
            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }
    }
}
