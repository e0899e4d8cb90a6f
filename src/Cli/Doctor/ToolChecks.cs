using System.ComponentModel;
using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>What the build and the local run need on this machine.</summary>
internal static class ToolChecks
{
    private const int DotnetMajor = 10;
    private const int NodeMajor = 20;

    /// <param name="folder">Where global.json has a say.</param>
    public static Check Dotnet(string folder) => new(
        ".NET SDK", async token => OfDotnet(await VersionAsync(DotnetHost.Path, folder, token)));

    public static Check Node(string folder) => new("Node.js", async token => OfNode(await VersionAsync("node", folder, token)));

    /// <param name="version">What <c>dotnet --version</c> prints; null where there is no SDK.</param>
    public static Finding OfDotnet(string? version) => Major(version) switch
    {
        null => Finding.Problem(
            "no SDK answers that global.json allows", $"Install the .NET {DotnetMajor} SDK: https://dotnet.microsoft.com/download"),
        < DotnetMajor => Finding.Problem(version!, $"Install the .NET {DotnetMajor} SDK: https://dotnet.microsoft.com/download"),
        _ => Finding.Ok(version!),
    };

    /// <param name="version">What <c>node --version</c> prints; null where there is none.</param>
    public static Finding OfNode(string? version) => Major(version) switch
    {
        null => Finding.Problem("not on the PATH", $"Install Node.js {NodeMajor} or newer: https://nodejs.org"),
        < NodeMajor => Finding.Problem(version!, $"Install Node.js {NodeMajor} or newer: https://nodejs.org"),
        _ => Finding.Ok(version!.TrimStart('v')),
    };

    private static int? Major(string? version) =>
        int.TryParse(version?.TrimStart('v').Split('.')[0], out var major) ? major : null;

    private static async Task<string?> VersionAsync(string program, string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = folder,
            })!;
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var errors = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                await errors;
                return process.ExitCode == 0 ? (await output).Trim() : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
