using System.ComponentModel;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// The processes of one function: started on demand, reused while warm, at most as many as its concurrency allows.
/// A caller reserves a place first and gives it back by invoking.
/// </summary>
internal sealed class FunctionPool(
    FunctionSettings settings,
    LambdaOptions options,
    RuntimeApi runtimeApi,
    Reaper reaper,
    FunctionLog log,
    TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Sandbox> _sandboxes = [];
    private readonly Stack<(Sandbox Sandbox, long Since)> _idle = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FunctionSettings _settings = settings;
    private int _reserved;
    private bool _stopping;

    public FunctionSettings Settings
    {
        get
        {
            lock (_lock)
            {
                return _settings;
            }
        }
    }

    /// <summary>Called when a place becomes free.</summary>
    public Action OnFree { get; set; } = () => { };

    /// <summary>Replaces the settings; processes that run with older ones end after their invocation.</summary>
    public void Update(FunctionSettings settings)
    {
        lock (_lock)
        {
            if (settings.IsSameAs(_settings))
            {
                return;
            }

            _settings = settings;
        }

        EvictIdle(TimeSpan.Zero);
        OnFree();
    }

    /// <summary>False where the function is at its limit.</summary>
    public bool TryReserve()
    {
        lock (_lock)
        {
            if (_stopping || _reserved >= (_settings.ReservedConcurrency ?? options.FunctionConcurrency))
            {
                return false;
            }

            _reserved++;
            return true;
        }
    }

    /// <summary>Runs the invocation in the place that the caller has reserved, and frees it.</summary>
    /// <exception cref="LambdaException">No process can be started, or it was stopped.</exception>
    public async Task<InvocationResult> InvokeReservedAsync(Invocation invocation)
    {
        try
        {
            var sandbox = TakeIdle() ?? Start();
            try
            {
                return await sandbox.InvokeAsync(invocation);
            }
            finally
            {
                Return(sandbox);
            }
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Stops the processes that have had nothing to do for so long.</summary>
    public void EvictIdle(TimeSpan longerThan)
    {
        lock (_lock)
        {
            var entries = _idle.Reverse().ToList();
            _idle.Clear();
            foreach (var entry in entries)
            {
                if (time.GetElapsedTime(entry.Since) > longerThan || entry.Sandbox.Session.IsClosed)
                {
                    _ = RetireAsync(entry.Sandbox);
                }
                else
                {
                    _idle.Push(entry);
                }
            }
        }
    }

    /// <summary>Takes nothing new, gives what runs the grace time, and ends every process.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        lock (_lock)
        {
            _stopping = true;
            if (_reserved == 0)
            {
                _drained.TrySetResult();
            }
        }

        EvictIdle(TimeSpan.Zero);
        await Task.WhenAny(_drained.Task, Task.Delay(grace, time));
        List<Sandbox> left;
        lock (_lock)
        {
            left = [.. _sandboxes];
        }

        await Task.WhenAll(left.Select(RetireAsync));
    }

    private Sandbox? TakeIdle()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out var entry))
            {
                if (!entry.Sandbox.Session.IsClosed)
                {
                    return entry.Sandbox;
                }

                _ = RetireAsync(entry.Sandbox);
            }
        }

        return null;
    }

    private Sandbox Start()
    {
        lock (_lock)
        {
            if (_stopping)
            {
                throw LambdaException.Unavailable($"{_settings.Name} is being stopped.");
            }

            var id = Guid.NewGuid().ToString("N");
            try
            {
                var sandbox = new Sandbox(id, runtimeApi.AddressOf(id), _settings, options, reaper, log, time);
                _sandboxes.Add(sandbox);
                runtimeApi.Add(sandbox);
                return sandbox;
            }
            catch (Exception exception) when (exception is Win32Exception or IOException)
            {
                throw LambdaException.Unavailable($"{_settings.Name}: {exception.Message}", exception);
            }
        }
    }

    private void Return(Sandbox sandbox)
    {
        lock (_lock)
        {
            if (!_stopping && !sandbox.Session.IsClosed && ReferenceEquals(sandbox.Settings, _settings))
            {
                _idle.Push((sandbox, time.GetTimestamp()));
                return;
            }
        }

        _ = RetireAsync(sandbox);
    }

    private void Release()
    {
        lock (_lock)
        {
            _reserved--;
            if (_stopping && _reserved == 0)
            {
                _drained.TrySetResult();
            }
        }

        OnFree();
    }

    private async Task RetireAsync(Sandbox sandbox)
    {
        await sandbox.StopAsync();
        runtimeApi.Remove(sandbox);
        lock (_lock)
        {
            _sandboxes.Remove(sandbox);
        }
    }
}
