using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud;

/// <summary>How an instance's program, which is built for Linux on x64, is started on this machine.</summary>
internal static class InstanceProgram
{
    /// <param name="portable">The same program's assembly.</param>
    public static ProcessStartInfo Start(InstalledProgram program, string portable)
    {
        if (!LinuxX64.RunsHere || OperatingSystem.IsWindows())
        {
            return new ProcessStartInfo(DotnetHost.Path, [portable]);
        }

        // The way into an asset may cost a file its mode; the instance sets it as well.
        File.SetUnixFileMode(program.Executable, File.GetUnixFileMode(program.Executable) | UnixFileMode.UserExecute);
        return new ProcessStartInfo(program.Executable);
    }
}
