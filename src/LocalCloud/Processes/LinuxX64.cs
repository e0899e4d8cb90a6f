using System.Runtime.InteropServices;

namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>What the deployed programs are built for.</summary>
internal static class LinuxX64
{
    public static bool RunsHere { get; } = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <param name="id">The resource whose program it is.</param>
    public static string Warning(string id) =>
        $"{id}: its program is for Linux on x64; a build of it for this machine runs in its place";
}
