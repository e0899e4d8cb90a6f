using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>Plays an instance's metadata service (IMDSv2) as far as a program asks it for the credentials of its role.</summary>
internal sealed class MetadataService : IAsyncDisposable
{
    private const string Role = "fetcher";
    private const string Credentials = "/latest/meta-data/iam/security-credentials";

    private readonly WebApplication _app;
    private readonly Func<ServiceFault> _fails;
    private readonly Func<CancellationToken, Task> _held;

    private MetadataService(WebApplication app, Func<ServiceFault> fails, Func<CancellationToken, Task> held) =>
        (_app, _fails, _held) = (app, fails, held);

    /// <summary>Without a slash at the end.</summary>
    public string Address => _app.Urls.First().TrimEnd('/');

    public static async Task<MetadataService> StartAsync(Func<ServiceFault> fails, Func<CancellationToken, Task> held)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var service = new MetadataService(app, fails, held);
        app.Run(service.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        switch (_fails())
        {
            case ServiceFault.Hang:
                await _held(context.RequestAborted);
                break;
            case ServiceFault.None:
                break;
            default:
                context.Response.StatusCode = 500;
                return;
        }

        switch (context.Request.Method, context.Request.Path.Value!.TrimEnd('/'))
        {
            case ("PUT", "/latest/api/token"):
                context.Response.Headers["X-aws-ec2-metadata-token-ttl-seconds"] = "21600";
                await context.Response.WriteAsync("token", context.RequestAborted);
                break;
            case ("GET", Credentials):
                await context.Response.WriteAsync(Role, context.RequestAborted);
                break;
            case ("GET", $"{Credentials}/{Role}"):
                var expiration = TimeProvider.System.GetUtcNow().AddHours(6).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                await context.Response.WriteAsync(
                    $$"""
                    {"Code":"Success","LastUpdated":"2026-02-02T13:40:00Z","Type":"AWS-HMAC","AccessKeyId":"{{LocalAccount.OperatorAccessKey}}",
                     "SecretAccessKey":"{{LocalAws.Secret}}","Token":"","Expiration":"{{expiration}}"}
                    """,
                    context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }
}
