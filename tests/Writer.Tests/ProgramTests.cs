using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.Writer.Tests;

public sealed class ProgramTests
{
    [Fact]
    public async Task Missing_setting_ends_the_program_at_once_and_is_named()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "ServerlessPipeline.Writer.dll");
        var start = new ProcessStartInfo(DotnetHost.Path, [assembly])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("TABLE");

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(" TABLE ", errors);
    }
}
