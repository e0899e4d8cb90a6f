using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessPipeline.LocalCloud.Gateway;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// The HTTP interface between Lambda and the processes of functions, on a free port of the loopback address. The first
/// segment of the path names the sandbox, and is all that a process must know to answer for it. Source: "Using the Lambda runtime API" in Lambda's developer guide; the
/// bodies of errors are those of Amazon's runtime interface emulator.
/// </summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private const string ApiVersion = "2018-06-01";

    private readonly ConcurrentDictionary<string, Sandbox> _sandboxes = new();
    private readonly WebApplication _server;

    public RuntimeApi()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, UntilStopped>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, 0);
        });
        _server = builder.Build();
        _server.Run(HandleAsync);
    }

    /// <summary>Such as <c>127.0.0.1:41234/5f0c…</c>, without <c>http://</c>.</summary>
    public string AddressOf(string sandboxId) => $"{new Uri(_server.Urls.First()).Authority}/{sandboxId}";

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(cancellationToken);

    public void Add(Sandbox sandbox) => _sandboxes[sandbox.Id] = sandbox;

    public void Remove(Sandbox sandbox) => _sandboxes.TryRemove(sandbox.Id, out _);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        if (LocalRequests.Refusal(context.Request) is { } refusal)
        {
            return WriteErrorAsync(context, 403, "AccessDenied", refusal);
        }

        var segments = context.Request.Path.Value!.Split('/');
        if (segments is not ["", var sandboxId, ApiVersion, "runtime", .. var call]
            || !_sandboxes.TryGetValue(sandboxId, out var sandbox))
        {
            return WriteErrorAsync(context, 404, "NotFound", "No such path or sandbox");
        }

        return (context.Request.Method, call) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context, sandbox),
            ("POST", ["invocation", var id, "response"]) => AnswerAsync(context, sandbox, id, functionError: null),
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, sandbox, id, "Unhandled"),
            ("POST", ["init", "error"]) => FailInitAsync(context, sandbox),
            _ => WriteErrorAsync(context, 404, "NotFound", "No such path"),
        };
    }

    private static async Task NextAsync(HttpContext context, Sandbox sandbox)
    {
        Invocation? invocation;
        try
        {
            invocation = await sandbox.Session.NextAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            return; // The process is gone.
        }

        if (invocation is null)
        {
            await WriteOutcomeAsync(context, AnswerOutcome.InvalidStateTransition);
            return;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = $"{invocation.Deadline!.Value.ToUnixTimeMilliseconds()}";
        headers["Lambda-Runtime-Invoked-Function-Arn"] = sandbox.Settings.Arn;
        headers["Lambda-Runtime-Trace-Id"] = TraceId(invocation);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(invocation.Payload, context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, Sandbox sandbox, string requestId, string? functionError)
    {
        if (await Payloads.ReadAsync(context.Request, Payloads.ResponseLimit) is { } payload)
        {
            var answer = new InvocationResult(requestId, payload, functionError);
            await WriteOutcomeAsync(context, sandbox.Session.Answer(answer));
            return;
        }

        var outcome = sandbox.Session.Answer(FunctionErrors.ResponseTooLarge(requestId));
        if (outcome != AnswerOutcome.Accepted)
        {
            await WriteOutcomeAsync(context, outcome);
            return;
        }

        await WriteErrorAsync(context, 413, "RequestEntityTooLarge",
            $"Exceeded maximum allowed payload size ({Payloads.ResponseLimit} bytes).");
    }

    private static async Task FailInitAsync(HttpContext context, Sandbox sandbox)
    {
        var error = await Payloads.ReadAsync(context.Request, Payloads.ResponseLimit) ?? ReadOnlyMemory<byte>.Empty;
        await WriteOutcomeAsync(context, sandbox.Session.FailInit(error));
    }

    private static Task WriteOutcomeAsync(HttpContext context, AnswerOutcome outcome) => outcome switch
    {
        AnswerOutcome.Accepted => WriteAsync(context, 202, new StatusDocument("OK"), LambdaJson.Default.StatusDocument),
        AnswerOutcome.InvalidRequestId => WriteErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID"),
        _ => WriteErrorAsync(context, 403, "InvalidStateTransition", "The runtime's state does not allow this call"),
    };

    private static Task WriteErrorAsync(HttpContext context, int status, string type, string message) =>
        WriteAsync(context, status, new ErrorDocument(type, message), LambdaJson.Default.ErrorDocument);

    private static async Task WriteAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, document, type, context.RequestAborted);
    }

    /// <summary>X-Ray's form: the epoch second in hex, 24 hex digits of identity, not sampled.</summary>
    private static string TraceId(Invocation invocation)
    {
        var identity = invocation.RequestId.Replace("-", "", StringComparison.Ordinal);
        var second = invocation.Deadline!.Value.ToUnixTimeSeconds();
        return $"Root=1-{second:x8}-{identity[..24]};Parent={identity[16..]};Sampled=0";
    }

    /// <summary>The default lifetime would take over the program's Ctrl+C and SIGTERM.</summary>
    private sealed class UntilStopped : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
