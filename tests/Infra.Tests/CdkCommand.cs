using System.Diagnostics;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>The <c>cdk</c> command, with nothing of whoever runs the tests: neither a profile nor an instance's role.</summary>
internal static class CdkCommand
{
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(Checkout.Root, "node_modules", "aws-cdk", "bin", "cdk") },
            WorkingDirectory = Checkout.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)[.. arguments, "--no-color", "--no-notices"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] =
            Path.Combine(AppContext.BaseDirectory, "no-such-file");
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var command = Process.Start(start)!;
        var errors = command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await command.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (command.ExitCode, output + await errors);
    }
}
