using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>The scripts, held to <c>shellcheck</c>, and the units, held to <c>systemd-analyze</c>.</summary>
[Collection(nameof(Synthesis))]
public sealed class ScriptTests(ProductionStack stack) : IDisposable
{
    private const string Start = "/opt/serverlesspipeline/start";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scripts-");

    [Fact]
    public async Task Every_script_passes_shellcheck()
    {
        SkipWithout("shellcheck");
        string[] scripts =
        [
            Path.Combine(Artifacts.Published().Fetcher, "install.sh"), Path.Combine(Checkout.Root, ".ci", "run"),
            Path.Combine(Checkout.Root, ".ci", "vulnerabilities"), Path.Combine(Checkout.Root, "bench", "run"), await UserDataScriptAsync(),
        ];

        var (exitCode, output) = await RunAsync("shellcheck", scripts);

        Assert.True(exitCode == 0, output);
    }

    // From 0, shut off from everything, to 10. The fetcher has to reach the network, and to make code that it compiles executable.
    [Theory]
    [InlineData("fetcher.service", 1.5)]
    [InlineData("fetcher-journal.service", 1.1)]
    public async Task A_unit_is_exposed_no_more_than_so_much(string unit, double score)
    {
        SkipWithout("systemd-analyze");
        var threshold = ((int)(score * 10)).ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (exitCode, output) = await RunAsync(
            "systemd-analyze", "security", "--offline=yes", "--no-pager", $"--threshold={threshold}", Path.Combine(Artifacts.Published().Fetcher, "systemd", unit));

        Assert.SkipWhen(output.Contains("unrecognized option", StringComparison.Ordinal), "systemd here is older than 250.");
        Assert.True(exitCode == 0, output);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The script that user data writes, as cloud-init would, with a word for each name that the deployment puts in.</summary>
    private async Task<string> UserDataScriptAsync()
    {
        var parts = Assert.Single(stack.Resources("AWS::EC2::LaunchTemplate")).Value
            ["Properties"]!["LaunchTemplateData"]!["UserData"]!["Fn::Base64"]!["Fn::Join"]![1]!.AsArray();
        var lines = string.Concat(parts.Select(part => part is JsonValue text ? (string)text! : "placed-in")).Split('\n');
        var content = lines.SkipWhile(line => !line.EndsWith($"path: {Start}", StringComparison.Ordinal))
            .SkipWhile(line => !line.EndsWith("content: |", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal))
            .Select(line => line[6..]);
        var file = Path.Combine(_folder.FullName, "start");
        await File.WriteAllTextAsync(file, string.Join('\n', content) + "\n", TestContext.Current.CancellationToken);
        Assert.StartsWith("#!/usr/bin/env bash\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return file;
    }

    private static void SkipWithout(string program) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))),
        $"{program} is not installed.");

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
