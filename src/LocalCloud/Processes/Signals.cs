using System.Runtime.InteropServices;

namespace ServerlessPipeline.LocalCloud.Processes;

internal static class Signals
{
    /// <summary><c>SIGKILL</c>, as Linux and macOS number it.</summary>
    public const int Kill = 9;

    /// <summary><c>SIGSTOP</c>, as Linux numbers it.</summary>
    public const int Stop = 19;
    private const int Sigterm = 15;

    /// <summary>Sends <c>SIGTERM</c>; false where there is no such signal or no such process.</summary>
    public static bool Terminate(int processId) => Send(processId, Sigterm);

    /// <summary>False where there are no signals, or there is no such process.</summary>
    public static bool Send(int processId, int signal) => !OperatingSystem.IsWindows() && SendSignal(processId, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);
}
