using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Lambda;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.LocalCloud.Tests.Lambda;

/// <summary>A Lambda service in a folder of its own, with functions that do what their events say.</summary>
internal sealed class LambdaHost : IAsyncDisposable
{
    private readonly Reaper _reaper = new();
    private readonly bool _ownsFolder;

    private LambdaHost(string? folder, Func<LambdaOptions, LambdaOptions>? change)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("lambda-").FullName;
        var options = new LambdaOptions
        {
            SendToDestination = (arn, record, _) => SendAsync(arn, record),
            OnLogLine = Lines.Enqueue,
            // Not what is tested, and other work on the machine may slow a start down.
            InitTimeout = TimeSpan.FromMinutes(5),
            RetryDelays = [TimeSpan.FromMilliseconds(20)],
            SystemRetryDelay = TimeSpan.FromMilliseconds(20),
        };
        Service = new LambdaService(Folder, TimeProvider.System, change?.Invoke(options) ?? options, _reaper);
    }

    /// <summary>Beside the output of this project, for the same configuration.</summary>
    public static string FunctionFolder { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        "LocalCloud.Tests.Function",
        new DirectoryInfo(AppContext.BaseDirectory).Name));

    public string Folder { get; }

    public LambdaService Service { get; }

    public ConcurrentQueue<LogLine> Lines { get; } = new();

    public ConcurrentQueue<(string Arn, JsonNode Record)> Records { get; } = new();

    /// <summary>How often the destination still refuses.</summary>
    public int Refusals { get; set; }

    public static async Task<LambdaHost> StartAsync(
        string? folder = null, Func<LambdaOptions, LambdaOptions>? change = null)
    {
        var host = new LambdaHost(folder, change);
        await host.Service.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public FunctionSettings Put(string name, Func<FunctionSettings, FunctionSettings>? change = null)
    {
        var settings = new FunctionSettings
        {
            Name = name,
            Folder = FunctionFolder,
            Handler = "ServerlessPipeline.LocalCloud.Tests.Function",
            MemoryMegabytes = 256,
            Timeout = TimeSpan.FromMinutes(5),
            AccessKeyId = "its-key",
            SecretAccessKey = "its-secret",
            EndpointUrl = "http://127.0.0.1:4566",
        };
        settings = change?.Invoke(settings) ?? settings;
        Service.PutFunction(settings);
        return settings;
    }

    public Task<InvocationResult> InvokeAsync(string name, string payload) =>
        Service.InvokeAsync(name, Encoding.UTF8.GetBytes(payload), TestContext.Current.CancellationToken);

    public Task<string> EnqueueAsync(string name, string payload) =>
        Service.EnqueueAsync(name, Encoding.UTF8.GetBytes(payload), TestContext.Current.CancellationToken);

    public string NewFile() => Path.Combine(Folder, Guid.NewGuid().ToString("N"));

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _reaper.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private Task SendAsync(string arn, ReadOnlyMemory<byte> record)
    {
        if (Refusals-- > 0)
        {
            throw new IOException("The destination is not there.");
        }

        Records.Enqueue((arn, JsonNode.Parse(record.Span)!));
        return Task.CompletedTask;
    }
}

internal static class Results
{
    public static JsonNode Json(this InvocationResult result) => JsonNode.Parse(result.Payload.Span)!;
}

