namespace ServerlessPipeline.Bench.Measuring;

/// <summary>One of the things that are compared.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Run">Does the work once.</param>
internal sealed record Contender(string Name, Func<Task> Run);

/// <param name="Time">Of the processor, for doing the work once: the median of the rounds.</param>
/// <param name="Allocated">In bytes, for doing the work once, the least of the rounds.</param>
internal sealed record Measurement(string Name, TimeSpan Time, double Allocated);

/// <summary>
/// Takes the contenders in turns, and counts the processor's time, so that what the machine does meanwhile hits all of them
/// alike and little. A harness of our own, since BenchmarkDotNet runs one after the other, minutes apart, by the clock.
/// </summary>
internal static class Rounds
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Effort effort, params Contender[] contenders)
    {
        foreach (var contender in contenders)
        {
            // Past the first tiers of the compiler, which count calls and then compile in the background.
            await RunForAsync(contender, WarmUp);
        }

        var rounds = contenders.Select(_ => new List<(double Ticks, double Bytes)>()).ToArray();
        for (var round = 0; round < effort.Rounds; round++)
        {
            for (var index = 0; index < contenders.Length; index++)
            {
                rounds[index].Add(await RunForAsync(contenders[index], effort.RoundTime));
            }
        }

        return [.. contenders.Select((contender, index) => new Measurement(
            contender.Name,
            TimeSpan.FromTicks((long)Stats.Median(rounds[index].Select(round => round.Ticks))),
            rounds[index].Min(round => round.Bytes)))];
    }

    private static async Task<(double Ticks, double Bytes)> RunForAsync(Contender contender, TimeSpan time)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var began = TimeProvider.System.GetTimestamp();
        var used = Environment.CpuUsage.TotalTime;
        var count = 0;
        do
        {
            await contender.Run();
            count++;
        }
        while (TimeProvider.System.GetElapsedTime(began) < time);

        used = Environment.CpuUsage.TotalTime - used;
        return ((double)used.Ticks / count, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / count);
    }
}
