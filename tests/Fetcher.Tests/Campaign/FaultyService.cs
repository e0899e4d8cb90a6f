using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>Stands before S3 or DynamoDB, and keeps requests and answers from their ways.</summary>
internal sealed class FaultyService : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length" };

    private readonly WebApplication _app;
    private readonly HttpClient _service;
    private readonly Func<ServiceFault> _fails;
    private readonly Func<CancellationToken, Task> _held;

    private FaultyService(WebApplication app, Uri service, Func<ServiceFault> fails, Func<CancellationToken, Task> held)
    {
        _app = app;
        _service = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = service, Timeout = Timeout.InfiniteTimeSpan };
        (_fails, _held) = (fails, held);
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<FaultyService> StartAsync(Uri service, Func<ServiceFault> fails, Func<CancellationToken, Task> held)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var faulty = new FaultyService(app, service, fails, held);
        app.Run(faulty.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return faulty;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _service.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var fault = _fails();
        if (fault == ServiceFault.Hang)
        {
            await _held(context.RequestAborted);
            fault = ServiceFault.None;
        }

        switch (fault)
        {
            case ServiceFault.None:
                await PassAsync(context, answers: true);
                break;
            case ServiceFault.After:
                await PassAsync(context, answers: false);
                context.Abort();
                break;
            default:
                await RefuseAsync(context, fault);
                break;
        }
    }

    /// <summary>As it is, its host included: that is signed.</summary>
    private async Task PassAsync(HttpContext context, bool answers)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}")
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (var (name, values) in context.Request.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var answer = await _service.SendAsync(request, context.RequestAborted);
        var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (!answers)
        {
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, ServiceFault fault)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var isS3 = !context.Request.Headers.ContainsKey("X-Amz-Target");
        var (status, code) = (fault, isS3) switch
        {
            (ServiceFault.Skewed, true) => (403, "RequestTimeTooSkewed"),
            (ServiceFault.Skewed, false) => (400, "com.amazon.coral.service#InvalidSignatureException"),
            (ServiceFault.Expired, true) => (400, "ExpiredToken"),
            (ServiceFault.Expired, false) => (400, "com.amazon.coral.service#ExpiredTokenException"),
            (_, true) => (503, "SlowDown"),
            (_, false) => (500, "com.amazonaws.dynamodb.v20120810#InternalServerError"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = isS3 ? "application/xml" : "application/x-amz-json-1.0";
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(isS3
                ? $"<Error><Code>{code}</Code><Message>Refused by the campaign.</Message></Error>"
                : $$"""{"__type":"{{code}}","message":"Refused by the campaign."}"""),
            context.RequestAborted);
    }
}

/// <summary>What a service does to a request.</summary>
internal enum ServiceFault
{
    None,

    /// <summary>5xx, and nothing has happened.</summary>
    Before,

    /// <summary>The connection ends without an answer, and it has happened.</summary>
    After,

    /// <summary>It is accepted, and nothing is said for long.</summary>
    Hang,

    /// <summary>The service finds that the caller's clock is off.</summary>
    Skewed,

    /// <summary>The caller's credentials are over.</summary>
    Expired,
}
