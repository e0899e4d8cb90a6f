using System.Diagnostics;

namespace ServerlessPipeline.LocalCloud.Tests.Processes;

internal static class RunningProcess
{
    public static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
