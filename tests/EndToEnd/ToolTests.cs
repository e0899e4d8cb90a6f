using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The command as an installed .NET tool.</summary>
public sealed class ToolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_packed_tool_installs_and_runs_outside_a_checkout()
    {
        var folder = Directory.CreateTempSubdirectory("tool-");
        try
        {
            await DotnetAsync(
                Checkout.Root, "pack", Path.Combine(Checkout.Root, "src", "Cli"), "--no-build", "-c", Checkout.Configuration, "-o", folder.FullName, "-v", "quiet");
            await DotnetAsync(
                folder.FullName, "tool", "install", "ServerlessPipeline.Cli", "--tool-path", Path.Combine(folder.FullName, "bin"), "--source", folder.FullName);
            var (exitCode, output, errors) = await RunAsync(Path.Combine(folder.FullName, "bin", "pipeline"), folder.FullName, ["status"]);

            Assert.Equal(2, exitCode);
            Assert.Empty(output);
            Assert.Contains("No cdk.json here or above", errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("pipeline d", "dlq")]
    [InlineData("pipeline dlq re", "redrive")]
    [InlineData("pipeline up --source re", "replay")]
    public async Task A_shell_is_told_what_may_come_next(string line, string suggested)
    {
        await using var pipeline = PipelineProcess.Start($"[suggest:{line.Length}]", line);
        await pipeline.ExitAsync(Patience);

        Assert.Contains(suggested, pipeline.Output.Split('\n'));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Each_shell_has_its_script(string shell)
    {
        await using var pipeline = PipelineProcess.Start("completions", shell);
        await pipeline.ExitAsync(Patience);

        Assert.Contains("pipeline \"[suggest:", pipeline.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_with_its_script()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        await using var pipeline = PipelineProcess.Start("completions", "bash");
        await pipeline.ExitAsync(Patience);
        var script = $$"""
            pipeline() { '{{DotnetHost.Path}}' '{{Checkout.Program("Cli", "pipeline")}}' "$@"; }
            {{pipeline.Output}}
            COMP_LINE='pipeline dlq l'; COMP_POINT=14; COMP_WORDS=(pipeline dlq l); COMP_CWORD=2
            _pipeline_complete
            echo "${COMPREPLY[*]}"
            """;

        var (exitCode, output, errors) = await RunAsync("/bin/bash", Checkout.Root, ["-c", script]);

        Assert.True(exitCode == 0, errors);
        Assert.Equal("list", output.Trim());
    }

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(DotnetHost.Path, folder, arguments);
        Assert.True(exitCode == 0, output + errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(Patience);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }
}
