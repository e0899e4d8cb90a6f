using System.Globalization;
using System.Runtime.InteropServices;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>What a function's process has allocated, as it says itself.</summary>
internal sealed class Allocations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _file = Path.Combine(TemporaryFolders.New("allocated-"), "bytes");

    /// <summary>To be in the environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(Allocations).Assembly.Location,
        [StartupHook.FileVariable] = _file,
    };

    public async Task<long> ReadAsync(int process)
    {
        if (Kill(process, StartupHook.Signal) != 0)
        {
            throw new InvalidOperationException($"Process {process} cannot be signalled.");
        }

        var began = TimeProvider.System.GetTimestamp();
        while (!File.Exists(_file))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Process {process} has not written {_file}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        var bytes = long.Parse(await File.ReadAllTextAsync(_file), CultureInfo.InvariantCulture);
        File.Delete(_file);
        return bytes;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
