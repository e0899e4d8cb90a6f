using System.Diagnostics;

namespace ServerlessPipeline.LocalCloud.Tests.Sqs;

/// <summary>Amazon's own clients where the machine has them; the test is skipped where it has not.</summary>
internal static class Tool
{
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? credentialsFile = null)
    {
        var python = program.EndsWith("python3", StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed.");
        Assert.SkipUnless(!python || Directory.Exists("/usr/lib/python3/dist-packages/boto3"), "boto3 is not installed for it.");

        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "AKIDTEST",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["AWS_DEFAULT_REGION"] = "us-east-1",
                ["AWS_CONFIG_FILE"] = "/dev/null",
                ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
                ["AWS_PAGER"] = "",
                ["LC_ALL"] = "C.UTF-8",
            },
        };
        if (credentialsFile is not null)
        {
            start.Environment.Remove("AWS_ACCESS_KEY_ID");
            start.Environment.Remove("AWS_SECRET_ACCESS_KEY");
            start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = credentialsFile;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return await output;
    }
}
