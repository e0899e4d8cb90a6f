using System.Diagnostics;
using ServerlessPipeline.LocalCloud.Lambda;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>A function's process, started as the local run starts it, under the function's own credentials and environment.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly RuntimeApi _api;

    private FunctionProcess(Process process, RuntimeApi api, long started) => (_process, _api, Started) = (process, api, started);

    /// <summary>The timestamp just before.</summary>
    public long Started { get; }

    public Task<long> Initialized => _api.FirstNext;

    /// <summary>Of all its threads so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public int Id => _process.Id;

    /// <param name="settings">Of the function.</param>
    /// <param name="environment">Variables beside Lambda's and the function's.</param>
    public static async Task<FunctionProcess> StartAsync(
        FunctionSettings settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var api = await RuntimeApi.StartAsync();
        var start = new ProcessStartInfo(settings.Command[0], settings.Command.Skip(1))
        {
            WorkingDirectory = settings.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in SandboxEnvironment
            .For(settings, "bench", api.Address, TimeProvider.System.GetUtcNow())
            .Concat(environment ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        var started = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new FunctionProcess(process, api, started);
    }

    public Task<TimeSpan> InvokeAsync(byte[] payload) => _api.InvokeAsync(payload);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _api.DisposeAsync();
    }
}
