using System.Diagnostics;
using System.Text;
using ServerlessPipeline.LocalCloud.Processes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>The real <c>pipeline</c> program, as a user starts it.</summary>
internal sealed class PipelineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private PipelineProcess(string[] arguments, IReadOnlyDictionary<string, string> environment, string? input = null)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(DotnetHost.Path, [Program, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = input is not null,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Checkout.Root,
            },
        };
        foreach (var (name, value) in environment)
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (input is not null)
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
    }

    private static string Program => Checkout.Program("Cli", "pipeline");

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public static PipelineProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static PipelineProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(arguments, environment);

    /// <summary>With the text as its standard input.</summary>
    public static PipelineProcess StartWith(string input, params string[] arguments) =>
        new(arguments, new Dictionary<string, string>(), input);

    /// <summary>What a shell would start.</summary>
    public static string[] CommandLine(params string[] arguments) => [DotnetHost.Path, Program, .. arguments];

    public void Kill() => _process.Kill();

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
