using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>One process of a function, which runs one invocation at a time within the function's limits.</summary>
internal sealed class Sandbox
{
    private static readonly TimeSpan MemorySampling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// 128 + SIGINT. Ctrl+C in a terminal also reaches the functions' processes; that is not their failure.
    /// </summary>
    private const int Interrupted = 130;

    private readonly LambdaOptions _options;
    private readonly FunctionLog _log;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ChildProcess _process;
    private readonly Task _ended;
    private readonly Lazy<Task> _stop;
    private volatile Invocation? _latest;
    private Func<string, InvocationResult>? _verdict;
    private long _mostMemory;
    private volatile bool _stopping;

    /// <summary>
    /// Starts the process; <paramref name="runtimeApi"/> is the part of the Runtime API that belongs to it, without
    /// <c>http://</c>.
    /// </summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The process cannot be started.</exception>
    public Sandbox(
        string id,
        string runtimeApi,
        FunctionSettings settings,
        LambdaOptions options,
        Reaper reaper,
        FunctionLog log,
        TimeProvider time)
    {
        (Id, Settings, _options, _log, _time) = (id, settings, options, log, time);
        _started = time.GetTimestamp();
        var start = new ProcessStartInfo(settings.Command[0], settings.Command.Skip(1))
        {
            WorkingDirectory = settings.Folder,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in SandboxEnvironment.For(settings, id, runtimeApi, time.GetUtcNow()))
        {
            start.Environment[name] = value;
        }

        _process = ChildProcess.Start(start, reaper, time, Log);
        _process.Input.Close();
        _ended = EndAsync();
        _stop = new Lazy<Task>(EndProcessAsync);
    }

    public string Id { get; }

    /// <summary>What it was started with.</summary>
    public FunctionSettings Settings { get; }

    public RuntimeSession Session { get; } = new();

    /// <summary>The answer, or the error with which the process or this machine ended the invocation.</summary>
    /// <exception cref="LambdaException">The sandbox was stopped; nothing is known about the invocation.</exception>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation)
    {
        if (!Session.TryBegin(invocation))
        {
            throw LambdaException.Unavailable($"A process of {Settings.Name} ended while it was idle.");
        }

        _latest = invocation;
        using var sampling = _time.CreateTimer(_ => SampleMemory(), state: null, TimeSpan.Zero, MemorySampling);
        var isCold = !Session.Initialized.IsCompleted;
        await KillAfterAsync(_options.InitTimeout, Session.Initialized, FunctionErrors.InitTimedOut);
        TimeSpan? initDuration = isCold ? _time.GetElapsedTime(_started) : null;
        if (!await Session.Initialized)
        {
            return await invocation.Ended;
        }

        Log(PlatformLog.Start(invocation, _time.GetUtcNow()));
        var began = _time.GetTimestamp();
        Session.Deliver(invocation, _time.GetUtcNow() + Settings.Timeout);
        await KillAfterAsync(Settings.Timeout, invocation.Ended, FunctionErrors.TimedOut);
        var result = await invocation.Ended;
        SampleMemory();
        var duration = _time.GetElapsedTime(began);
        Log(PlatformLog.Report(
            result, _time.GetUtcNow(), duration, initDuration, Settings.MemoryMegabytes, _mostMemory));
        return result;
    }

    /// <summary>Ends the process: SIGTERM, then a kill.</summary>
    public Task StopAsync() => _stop.Value;

    private async Task EndProcessAsync()
    {
        _stopping = true;
        await _process.StopAsync(TerminationGrace);
        await _ended;
        await _process.DisposeAsync();
    }

    private async Task KillAfterAsync(
        TimeSpan limit, Task work, Func<string, TimeSpan, InvocationResult> error)
    {
        try
        {
            await work.WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            Kill(requestId => error(requestId, limit));
        }
    }

    private void SampleMemory()
    {
        var used = _process.ResidentBytes();
        _mostMemory = Math.Max(_mostMemory, used);
        if (used > Settings.MemoryMegabytes * 1024L * 1024)
        {
            Kill(FunctionErrors.OutOfMemory);
        }
    }

    private void Kill(Func<string, InvocationResult> verdict)
    {
        Interlocked.CompareExchange(ref _verdict, verdict, comparand: null);
        _process.Kill();
    }

    private async Task EndAsync()
    {
        var exitCode = await _process.Exited;
        if (Session.Close() is not { } invocation)
        {
            return;
        }

        if (_stopping || exitCode == Interrupted)
        {
            invocation.Abandon(LambdaException.Unavailable($"{Settings.Name} was stopped."));
            return;
        }

        invocation.End(
            invocation.Answer
            ?? (Session.InitError is { } error ? new InvocationResult(invocation.RequestId, error, "Unhandled") : null)
            ?? _verdict?.Invoke(invocation.RequestId)
            ?? FunctionErrors.Exited(invocation.RequestId, exitCode));
    }

    private void Log(string line)
    {
        // Output may come late, after the answer; it still belongs to the last invocation.
        _latest?.Tail?.Append(line);
        _log.Write(_latest?.RequestId, line);
    }
}
