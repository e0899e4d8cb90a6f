using System.Diagnostics;

namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>A thread that runs inputs one after the other.</summary>
internal sealed class FuzzWorker
{
    // As small as the stack of any thread that the product's readers run on.
    private const int StackSize = 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly FuzzRun _run;
    private readonly Thread _thread;
    private long _current;
    private long _watched = long.MinValue;
    private long _watchedSince;
    private TimeSpan _usedThen;

    public FuzzWorker(FuzzRun run)
    {
        _run = run;
        // In the background: one that hangs must not keep the process.
        _thread = new Thread(Work, StackSize) { IsBackground = true };
        _thread.Start();
    }

    public long Current => Volatile.Read(ref _current);

    /// <summary>
    /// Whether it has been at one input for longer, and the process not for want of a processor: on a busy machine a thread
    /// may stand still for seconds.
    /// </summary>
    public bool HasHung(TimeSpan deadline)
    {
        var index = Current;
        if (index != _watched)
        {
            (_watched, _watchedSince, _usedThen) = (index, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        }

        var elapsed = Stopwatch.GetElapsedTime(_watchedSince);
        var used = Environment.CpuUsage.TotalTime - _usedThen;
        return _thread.IsAlive && elapsed > deadline && (used > deadline * Environment.ProcessorCount || elapsed > deadline * 12);
    }

    /// <summary>Waits a little; whether it has ended.</summary>
    public bool Join() => _thread.Join(Poll);

    private void Work()
    {
        using var inFlight = new InFlight(_run.Kind);
        while (_run.TryNext(out var index))
        {
            Volatile.Write(ref _current, index);
            var input = _run.Input(index);
            inFlight.Is(input);
            _run.Check(index, input);
        }
    }
}
