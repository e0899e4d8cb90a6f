using System.Diagnostics;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>One of <see cref="TestFunctions"/> in a process of its own.</summary>
internal sealed class FunctionProcess : IDisposable
{
    public const string Argument = "--function";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private FunctionProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static FunctionProcess Start(
        string function, string runtimeApi, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, function])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    public async Task<string> NextLogLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken)
        ?? throw new EndOfStreamException();

    public void Terminate() => Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]).WaitForExit();

    public async Task<(int ExitCode, string Errors)> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _errors.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
