using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.LocalCloud.Tests.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

public sealed class KilledParentTests
{
    [Fact]
    public async Task Killing_the_service_ends_its_functions_and_repeats_the_event_that_was_under_way()
    {
        var folder = Directory.CreateTempSubdirectory("lambda-");
        var marker = Path.Combine(folder.FullName, "go");
        using var parent = Process.Start(new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList =
            {
                Path.Combine(LambdaHost.FunctionFolder, "ServerlessPipeline.LocalCloud.Tests.Function.dll"),
                "host", folder.FullName, marker,
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var function = 0;
        var output = parent.StandardOutput;
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is not "waiting" and var line)
        {
            Assert.NotNull(line);
            if (line.StartsWith("process ", StringComparison.Ordinal))
            {
                function = (int)JsonNode.Parse(line["process ".Length..])!["id"]!;
            }
        }

        Assert.True(RunningProcess.IsAlive(function));
        parent.Kill();
        await Eventually.TrueAsync(() => !RunningProcess.IsAlive(function));

        await File.WriteAllTextAsync(marker, "", TestContext.Current.CancellationToken);
        await using (var host = await LambdaHost.StartAsync(folder.FullName))
        {
            host.Put("waiter");
            await Eventually.TrueAsync(() => host.Service.CountEvents().Succeeded == 1);
        }

        folder.Delete(recursive: true);
    }
}
