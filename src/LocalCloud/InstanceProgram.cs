using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud;

/// <summary>How an instance's program, which is built for Linux on x64, is started on this machine.</summary>
internal static class InstanceProgram
{
    private static readonly bool RunsHere = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>What to tell the user of it.</summary>
    public static IEnumerable<string> Warnings(InstanceResource instance) => RunsHere
        ? []
        : [$"{instance.Id}: its program is for Linux on x64; a build of it for this machine runs in its place"];

    /// <param name="portable">The same program's assembly.</param>
    public static ProcessStartInfo Start(InstalledProgram program, string portable)
    {
        if (!RunsHere || OperatingSystem.IsWindows())
        {
            return new ProcessStartInfo(DotnetHost.Path, [portable]);
        }

        // The way into an asset may cost a file its mode; the instance sets it as well.
        File.SetUnixFileMode(program.Executable, File.GetUnixFileMode(program.Executable) | UnixFileMode.UserExecute);
        return new ProcessStartInfo(program.Executable);
    }
}
