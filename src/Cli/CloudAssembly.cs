using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Cli;

/// <summary>The synthesized templates and what they refer to; what <c>cdk synth</c> writes.</summary>
internal static class CloudAssembly
{
    /// <summary>
    /// Runs the CDK app as the <c>cdk</c> command does: the context of <c>cdk.json</c> in one variable, the output folder
    /// in another.
    /// </summary>
    /// <exception cref="CommandException">The app failed; the message ends with what it said.</exception>
    public static async Task SynthesizeAsync(Repository repository, string outputFolder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList = { repository.Program("Infra") },
            WorkingDirectory = repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CDK_OUTDIR"] = outputFolder, ["CDK_CONTEXT_JSON"] = Context(repository.Settings) },
        };
        using var app = Process.Start(start)!;
        try
        {
            var output = app.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = app.StandardError.ReadToEndAsync(cancellationToken);
            await app.WaitForExitAsync(cancellationToken);
            if (app.ExitCode != 0)
            {
                throw new CommandException($"The CDK app failed: {(await errors + await output).Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            app.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Context(string settings)
    {
        try
        {
            using var file = File.OpenRead(settings);
            return JsonNode.Parse(file)?["context"]?.ToJsonString() ?? "{}";
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{settings} is not valid JSON: {exception.Message}", exception);
        }
    }
}
