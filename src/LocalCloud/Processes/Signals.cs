using System.Runtime.InteropServices;

namespace ServerlessPipeline.LocalCloud.Processes;

internal static class Signals
{
    private const int Sigterm = 15;

    /// <summary>Sends <c>SIGTERM</c>; false where there is no such signal or no such process.</summary>
    public static bool Terminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, Sigterm) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
