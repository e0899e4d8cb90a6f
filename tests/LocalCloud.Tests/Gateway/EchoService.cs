using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Gateway;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway;

/// <summary>Answers its own name, the caller and the body's length, and misbehaves where the path asks for it.</summary>
internal sealed class EchoService(string signingName) : IAwsService
{
    private readonly TaskCompletionSource _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string SigningName => signingName;

    /// <summary>Completes when a request to <c>/poll</c> has arrived.</summary>
    public Task Polled => _polled.Task;

    public async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path)
        {
            case "/poll":
                _polled.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            case "/fail":
                throw new InvalidOperationException("a fault of the service");
        }

        var length = 0L;
        var buffer = new byte[81920];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        var caller = context.Features.Get<Caller>()?.AccessKeyId;
        await context.Response.WriteAsync($"{signingName} {caller} {length}", context.RequestAborted);
    }
}
