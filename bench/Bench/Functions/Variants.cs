using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>The functions published in other ways than they are deployed, where this machine's registry has what that takes.</summary>
internal static class Variants
{
    /// <summary>Without the runtime in them, so for <c>dotnet10</c>.</summary>
    public static readonly string[] OnLambdasRuntime =
        ["-p:SelfContained=false", "-p:PublishTrimmed=false", "-p:PublishReadyToRunComposite=false", "-p:UseAppHost=false"];

    /// <returns>The folder of the published function, or why there is none.</returns>
    public static async Task<(string? Folder, string Reason)> PublishAsync(string project, string name, params string[] properties)
    {
        // Apart from everything else that is built, since a restore with other packages would change that too.
        var artifacts = Path.Combine(Checkout.Root, "artifacts", "bench", name);
        var folder = Path.Combine(artifacts, "published", project);
        using var publish = Process.Start(new ProcessStartInfo(
            DotnetHost.Path,
            [
                "publish", Path.Combine(Checkout.Root, "src", project), "-c", "Release", "-r", "linux-x64", "--artifacts-path", artifacts,
                "-o", folder, "-v", "quiet", "-nologo", "-p:RunAnalyzers=false", .. properties,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? (folder, "") : (null, Error(output));
    }

    /// <summary>The first error without the paths of this machine.</summary>
    private static string Error(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.Contains("error ", StringComparison.Ordinal)) ?? "no reason given";
        var error = line[(line.IndexOf("error ", StringComparison.Ordinal) + "error ".Length)..].Trim();
        return error.Split(" [")[0].Split(". ")[0];
    }
}
