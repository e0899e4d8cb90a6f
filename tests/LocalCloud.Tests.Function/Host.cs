using System.Text;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Function;

/// <summary>
/// A process that hosts Lambda with one event under way, and prints what the function's process prints.
/// </summary>
internal static class Host
{
    public static async Task<int> RunAsync(string folder, string marker)
    {
        using var reaper = new Reaper();
        var options = new LambdaOptions
        {
            SendToDestination = (_, _, _) => Task.CompletedTask,
            OnLogLine = line => Console.WriteLine(line.Text),
        };
        await using var lambda = new LambdaService(folder, TimeProvider.System, options, reaper);
        lambda.PutFunction(new FunctionSettings
        {
            Name = "waiter",
            Folder = AppContext.BaseDirectory,
            Handler = "ServerlessPipeline.LocalCloud.Tests.Function",
            Timeout = TimeSpan.FromMinutes(1),
            AccessKeyId = "key",
            SecretAccessKey = "secret",
            EndpointUrl = "http://127.0.0.1:1",
        });
        await lambda.StartAsync(CancellationToken.None);
        var process = await lambda.InvokeAsync("waiter", """{"do":"process"}"""u8.ToArray(), CancellationToken.None);
        Console.WriteLine($"process {Encoding.UTF8.GetString(process.Payload.Span)}");
        var waiting = Encoding.UTF8.GetBytes($$"""{"do":"await","file":"{{marker}}"}""");
        await lambda.EnqueueAsync("waiter", waiting, CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
