using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServerlessPipeline.Bench.Functions;

/// <summary>Lambda's Runtime API for one process, which notes when it is called.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private readonly Channel<byte[]> _events = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();
    private readonly TaskCompletionSource<long> _firstNext = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;

    private RuntimeApi()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(HandleAsync);
    }

    public string Address => new Uri(_server.Urls.First()).Authority;

    /// <summary>When the process asked for its first event: its initialization is over.</summary>
    public Task<long> FirstNext => _firstNext.Task;

    public static async Task<RuntimeApi> StartAsync()
    {
        var api = new RuntimeApi();
        await api._server.StartAsync();
        return api;
    }

    /// <summary>Hands an event to the process, and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The function failed.</exception>
    public async Task<TimeSpan> InvokeAsync(byte[] payload)
    {
        var began = TimeProvider.System.GetTimestamp();
        await _events.Writer.WriteAsync(payload);
        var answer = await _answers.Reader.ReadAsync();
        return answer.Error is null
            ? TimeProvider.System.GetElapsedTime(began, answer.At)
            : throw new InvalidOperationException(answer.Error);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            _firstNext.TrySetResult(TimeProvider.System.GetTimestamp());
            byte[] payload;
            try
            {
                payload = await _events.Reader.ReadAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                return; // The process is gone.
            }

            var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = Guid.NewGuid().ToString();
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{deadline.ToUnixTimeMilliseconds()}";
            await context.Response.Body.WriteAsync(payload);
            return;
        }

        var at = TimeProvider.System.GetTimestamp();
        using var body = new StreamReader(context.Request.Body);
        var text = await body.ReadToEndAsync();
        await _answers.Writer.WriteAsync(new Answer(at, context.Request.Path.Value!.EndsWith("/error", StringComparison.Ordinal) ? text : null));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private sealed record Answer(long At, string? Error);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
