using System.Globalization;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>What this machine can do now, beside all else that it does.</summary>
internal static class MachineLoad
{
    private const double Slowest = 16;

    /// <summary>How many want a processor for each that there is: 1 on an idle machine, 16 at most.</summary>
    public static double Slowness { get; } = Measure();

    private static double Measure()
    {
        try
        {
            // Such as "0.52 0.58 0.59 3/602 12345": the mean of a minute, and how many run at this moment.
            var fields = File.ReadAllText("/proc/loadavg").Split(' ');
            var wanting = Math.Max(
                double.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[3].Split('/')[0], CultureInfo.InvariantCulture));
            return Math.Clamp(wanting / Environment.ProcessorCount, 1, Slowest);
        }
        catch (IOException)
        {
            return 1;
        }
    }
}
