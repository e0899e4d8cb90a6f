using System.Runtime.InteropServices;

namespace ServerlessPipeline.LocalCloud.Processes;

/// <summary>The <c>dotnet</c> that programs are run with.</summary>
public static class DotnetHost
{
    /// <summary>
    /// The <c>dotnet</c> program: the one that the SDK names (DOTNET_HOST_PATH), else the one that this process runs
    /// on, else whatever the PATH has.
    /// </summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named && File.Exists(named))
        {
            return named;
        }

        var program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var own = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", program));
        return File.Exists(own) ? own : program;
    }
}
