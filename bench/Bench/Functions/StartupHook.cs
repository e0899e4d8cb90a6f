using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

/// <summary>
/// Runs inside a function's process, which loads this assembly for it (<c>DOTNET_STARTUP_HOOKS</c>): at a signal it writes how much
/// the process has allocated so far to the file that a variable names.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for it under this name.")]
[SuppressMessage("Design", "MA0047", Justification = "The runtime looks for it under this name.")]
internal static class StartupHook
{
    public const string FileVariable = "BENCH_ALLOCATED_FILE";

    /// <summary>SIGUSR1 of Linux.</summary>
    public const int Signal = 10;

    /// <summary>As long as it is held.</summary>
    public static PosixSignalRegistration? Registration { get; private set; }

    public static void Initialize() => Registration = PosixSignalRegistration.Create((PosixSignal)Signal, context =>
    {
        context.Cancel = true;
        var file = Environment.GetEnvironmentVariable(FileVariable)!;
        File.WriteAllText($"{file}.new", GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        File.Move($"{file}.new", file);
    });
}
