using System.Runtime.InteropServices;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Prepares a function.</summary>
/// <returns>Whether to go on and ask for invocations.</returns>
public delegate Task<bool> LambdaBootstrapInitializer();

/// <summary>Reads an event, handles it and writes the answer.</summary>
internal delegate Task InvocationHandler(Stream input, ILambdaContext context, Stream output);

/// <summary>A function's process: asks the Runtime API for one invocation after another and answers each.</summary>
public class LambdaBootstrap : IDisposable
{
    private readonly InvocationHandler _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly RuntimeApiClient _api;
    private readonly LambdaEnvironment _environment;
    private readonly FunctionLog _log;
    private readonly TimeProvider _time;

    internal LambdaBootstrap(
        InvocationHandler handler,
        LambdaBootstrapInitializer? initializer,
        RuntimeApiClient api,
        LambdaEnvironment environment,
        FunctionLog log,
        TimeProvider time)
    {
        _handler = handler;
        _initializer = initializer;
        _api = api;
        _environment = environment;
        _log = log;
        _time = time;
    }

    /// <summary>
    /// Runs until the token or SIGTERM stops it, neither of which breaks off an invocation. Throws what the
    /// initializer throws, once it is reported, and where the Runtime API is gone or refuses: a function without
    /// its host must not live on.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });

        _environment.LimitMemory();
        if (!await InitializeAsync())
        {
            return;
        }

        while (!stop.IsCancellationRequested)
        {
            Invocation invocation;
            try
            {
                invocation = await _api.NextAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await InvokeAsync(invocation);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _api.Dispose();
        }
    }

    private async Task<bool> InitializeAsync()
    {
        try
        {
            return _initializer is null || await _initializer();
        }
        catch (Exception e)
        {
            _log.Write(LogLevel.Error, e);
            await _api.ReportInitErrorAsync(e);
            throw;
        }
    }

    private async Task InvokeAsync(Invocation invocation)
    {
        _log.Invocation = invocation;
        // Where AWS's SDK looks for the trace to pass on.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);

        using var output = new MemoryStream();
        try
        {
            await _handler(invocation.Input, new LambdaContext(invocation, _environment, _log, _time), output);
        }
        catch (Exception e)
        {
            _log.Write(LogLevel.Error, e);
            await _api.ReportErrorAsync(invocation.RequestId, e);
            return;
        }

        await _api.RespondAsync(invocation.RequestId, output);
    }
}
