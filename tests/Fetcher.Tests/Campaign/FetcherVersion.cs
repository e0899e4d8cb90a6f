using System.Diagnostics;
using System.Text.Json;
using ServerlessPipeline.LocalCloud.Processes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// A version of the fetcher: its program with settings and a disk of its own, started and killed again and again. How long it
/// lives is counted in what it does, so that a busy machine sees as much of it as an idle one.
/// </summary>
internal sealed class FetcherVersion(string name, string program, IReadOnlyList<string> symbols, SmallDisk disk, IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private const int Continue = 18;
    private const int LinesTold = 4;
    private const int LongestLine = 400;
    private const int LinesKept = 40;

    /// <summary>For one that is just starting, or that says nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly Queue<string> _said = new();
    private readonly HashSet<string> _messages = [];
    private volatile Process? _process;
    private int _lines;
    private volatile bool _struck;

    public IReadOnlyList<string> Symbols => symbols;

    public SmallDisk Disk => disk;

    public int Kills { get; private set; }

    public int Starts { get; private set; }

    /// <summary>The first minute that it has said to have on its disk.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Runs that ended by themselves, with what they said; none should.</summary>
    public List<string> Endings { get; } = [];

    /// <summary>What it has said, each once.</summary>
    public IReadOnlySet<string> Messages => _messages;

    /// <summary>One life: until it has said so many lines, or is silent for long.</summary>
    public async Task LiveAsync(Weather weather, CancellationToken cancellationToken)
    {
        using var process = Start();
        var lines = weather.Next(4) == 0 ? 0 : weather.Next(150);
        _struck = false;
        var silent = TimeSpan.Zero;
        var heard = 0;
        while (!process.HasExited && !_struck && Volatile.Read(ref _lines) < lines && silent < (heard == 0 ? Patience : LongestSilence))
        {
            await Task.Delay(Tick, TimeProvider.System, cancellationToken);
            (silent, heard) = Volatile.Read(ref _lines) == heard ? (silent + Tick, heard) : (TimeSpan.Zero, Volatile.Read(ref _lines));
        }

        // Between any two of its steps.
        await Task.Delay(TimeSpan.FromMilliseconds(weather.Next(lines == 0 ? 800 : 100)), TimeProvider.System, cancellationToken);
        await EndAsync(process, kindly: weather.Next(5) == 0, cancellationToken);
    }

    /// <summary>Runs it with more variables until it ends by itself.</summary>
    public async Task<bool> FinishAsync(CancellationToken cancellationToken, params (string Name, string Value)[] more)
    {
        using var process = Start(more);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken);
            _process = null;
            return process.ExitCode == 0;
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
            return false;
        }
    }

    /// <summary>Ends its life now, and begins the next one.</summary>
    public void Strike() => _struck = true;

    /// <summary>Stops it in the middle of whatever it does, as a machine that is suspended.</summary>
    public void Suspend(bool on)
    {
        try
        {
            if (_process is { HasExited: false } process)
            {
                Signals.Send(process.Id, on ? Signals.Stop : Continue);
            }
        }
        catch (InvalidOperationException)
        {
            // It has just been ended.
        }
    }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return $"{name}: {string.Join(" | ", _said.TakeLast(LinesTold).Select(line => line[..Math.Min(line.Length, LongestLine)]))}";
            }
        }
    }

    public void Dispose() => disk.Dispose();

    private Process Start(params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment["SYMBOLS"] = string.Join(',', symbols);
        start.Environment["SPOOL_FOLDER"] = disk.Path;
        foreach (var (variable, value) in more)
        {
            start.Environment[variable] = value;
        }

        Volatile.Write(ref _lines, 0);
        Starts++;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        return process;
    }

    private async Task EndAsync(Process process, bool kindly, CancellationToken cancellationToken)
    {
        if (process.HasExited)
        {
            _process = null;
            await process.WaitForExitAsync(cancellationToken);
            Endings.Add($"exit code {process.ExitCode}; {Said}");
            return;
        }

        Kills++;
        if (kindly)
        {
            Signals.Terminate(process.Id);
        }
        else
        {
            process.Kill();
        }

        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, TimeProvider.System, cancellationToken);
        _process = null;

        // A signal that comes before the program has its own ways ends it as any other: 143.
        if (kindly && process.ExitCode is not (0 or 143))
        {
            Endings.Add($"exit code {process.ExitCode} after SIGTERM; {Said}");
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        Interlocked.Increment(ref _lines);
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > LinesKept)
            {
                _said.Dequeue();
            }

            Note(line);
        }
    }

    private void Note(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            _messages.Add(json.RootElement.GetProperty("message").GetString()!);
            if (json.RootElement.TryGetProperty(LogField.Stage, out var stage)
                && stage.GetString() == LogStage.Fetched
                && MinuteFileKey.TryParse(json.RootElement.GetProperty(LogField.File).GetString()!, out var minute)
                && (First is null || minute < First))
            {
                First = minute;
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            // Cut off by its end, or the runtime's own.
        }
    }
}
