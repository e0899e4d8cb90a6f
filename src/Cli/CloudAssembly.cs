using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Cli;

/// <summary>The synthesized templates and what they refer to; what <c>cdk synth</c> writes.</summary>
internal static class CloudAssembly
{
    private const string InputsName = "inputs.sha256";

    /// <summary>
    /// Runs the CDK app as the <c>cdk</c> command does (the context of <c>cdk.json</c> in one variable, the output folder in
    /// another), unless the folder holds what the same app made of the same inputs: that saves most of a start.
    /// </summary>
    /// <exception cref="CommandException">The app failed; the message ends with what it said.</exception>
    public static async Task SynthesizeAsync(Repository repository, string outputFolder, CancellationToken cancellationToken)
    {
        var app = repository.Program("Infra");
        var inputs = Fingerprint([repository.Settings, .. Files(Path.GetDirectoryName(app)!), .. Files(repository.Deployed)]);
        var stored = Path.Combine(outputFolder, InputsName);
        if (File.Exists(stored) && await File.ReadAllTextAsync(stored, cancellationToken) == inputs)
        {
            return;
        }

        if (Directory.Exists(outputFolder))
        {
            // The assets of every earlier version would gather there.
            Directory.Delete(outputFolder, recursive: true);
        }

        await RunAsync(app, repository, outputFolder, cancellationToken);
        await File.WriteAllTextAsync(stored, inputs, cancellationToken);
    }

    private static async Task RunAsync(
        string program, Repository repository, string outputFolder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList = { program },
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

    private static string[] Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

    /// <summary>Changes with the name, the size or the time of any of the files.</summary>
    private static string Fingerprint(IEnumerable<string> files) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', files.Order(StringComparer.Ordinal).Select(path => new FileInfo(path)).Select(
            file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")))));

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
