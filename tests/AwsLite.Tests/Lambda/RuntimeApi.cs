using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.AwsLite.Tests.Lambda;

/// <summary>Lambda's side of the Runtime API: hands out invocations and keeps what the function posts.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    public const string Arn = "arn:aws:lambda:us-east-1:000000000000:function:test";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Channel<(string Id, string Event, DateTimeOffset Deadline)> _invocations =
        Channel.CreateUnbounded<(string, string, DateTimeOffset)>();

    private readonly Channel<RecordedRequest> _posts = Channel.CreateUnbounded<RecordedRequest>();
    private readonly TaskCompletionSource _asked = new();
    private LoopbackServer _server = null!;

    /// <summary>Host and port.</summary>
    public string Endpoint => _server.Url.Authority;

    public static async Task<RuntimeApi> StartAsync()
    {
        var api = new RuntimeApi();
        api._server = await LoopbackServer.StartAsync(api.AnswerAsync);
        return api;
    }

    public void Invoke(string id, string json, DateTimeOffset deadline = default) =>
        _invocations.Writer.TryWrite((id, json, deadline));

    /// <summary>The function's next answer, error or initialization error.</summary>
    public async Task<RecordedRequest> NextPostAsync() =>
        await _posts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Until the function waits for an invocation.</summary>
    public Task AskedAsync() => _asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("GET", "/2018-06-01/runtime/invocation/next"):
                _asked.TrySetResult();
                var (id, json, deadline) = await _invocations.Reader.ReadAsync(context.RequestAborted);
                context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
                context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{deadline.ToUnixTimeMilliseconds()}";
                context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = Arn;
                context.Response.Headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{id}";
                await context.Response.WriteAsync(json, context.RequestAborted);
                break;

            case ("POST", _):
                _posts.Writer.TryWrite(await RecordedRequest.ReadAsync(context.Request));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.WriteAsync("""{"status":"OK"}""", context.RequestAborted);
                break;

            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
