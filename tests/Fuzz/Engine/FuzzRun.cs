using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>Feeds a target its corpus as it is and then inputs made of it, on every processor.</summary>
internal sealed class FuzzRun(FuzzTarget target, long seed, long inputs)
{
    private const int MostFindings = 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<byte[]> _corpus = Corpus.Of(target);
    private IReadOnlyList<byte[]> _unchanged = [];
    private readonly ConcurrentDictionary<string, Finding> _findings = new();
    private long _next;
    private long _done;
    private long _accepted;

    public string Kind => target.Kind;

    public FuzzReport Execute(Action<FuzzReport>? progress = null)
    {
        var started = Stopwatch.StartNew();

        // First, by numbers below zero, what killed a run before this one, and the corpus itself.
        _unchanged = [.. InFlight.OfDeadRuns(target.Kind), .. _corpus];
        _next = -_unchanged.Count;
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new FuzzWorker(this)).ToList();
        var shown = TimeSpan.Zero;
        while (workers.Find(worker => !worker.Join()) is not null)
        {
            if (workers.Find(worker => worker.HasHung(Deadline)) is { } hanging)
            {
                Report(hanging.Current, Input(hanging.Current), $"took longer than {Deadline.TotalSeconds} s, and does not end");
                break;
            }

            if (started.Elapsed - shown > ProgressInterval)
            {
                shown = started.Elapsed;
                progress?.Invoke(Result(started.Elapsed));
            }
        }

        return Result(started.Elapsed);
    }

    /// <summary>The next input; false at the end.</summary>
    internal bool TryNext(out long index)
    {
        index = Interlocked.Increment(ref _next) - 1;
        return index < inputs && _findings.Count < MostFindings;
    }

    internal byte[] Input(long index) =>
        index < 0 ? _unchanged[(int)(index + _unchanged.Count)] : target.Input(_corpus, seed, index);

    internal void Check(long index, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (target.Run(input))
            {
                Interlocked.Increment(ref _accepted);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.AllowedAllocation(input))
            {
                Report(index, input, $"allocated {allocated} bytes for an input of {input.Length}");
            }
        }
        catch (Exception exception)
        {
            Report(index, input, exception.ToString());
        }

        if (index >= 0)
        {
            Interlocked.Increment(ref _done);
        }
    }

    private FuzzReport Result(TimeSpan elapsed) =>
        new(Interlocked.Read(ref _done), Interlocked.Read(ref _accepted), elapsed, [.. _findings.Values.OrderBy(finding => finding.Index)]);

    /// <summary>One finding for each place in the code, the first that was made.</summary>
    private void Report(long index, byte[] input, string reason)
    {
        var lines = reason.Split('\n', StringSplitOptions.TrimEntries);
        var place = new string([.. lines[0].TakeWhile(c => c is not (':' or '\''))])
            + lines.FirstOrDefault(line => line.StartsWith("at ServerlessPipeline", StringComparison.Ordinal));
        _findings.GetOrAdd(place, _ => new Finding(index, reason, InFlight.Keep(target.Kind, input)));
    }
}
