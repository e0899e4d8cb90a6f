using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessPipeline.LocalCloud.Gateway.Signatures;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.Gateway;

/// <summary>
/// One address for every service: <c>http://127.0.0.1:&lt;port&gt;</c>, loopback only. A request must be signed with a known
/// key; it goes to the service that it is signed for, with the role that the caller acts under.
/// </summary>
internal sealed class AwsGateway : IAsyncDisposable
{
    /// <summary>How long open requests (long polls) may go on when the gateway stops.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IAwsService> _services;
    private readonly GatewayOptions _options;
    private readonly AccessControl _access;
    private readonly AccessKeys _keys;
    private readonly SignatureVerifier _signatures;
    private readonly FaultLog _faults;
    private readonly WebApplication _application;

    /// <param name="keys">Who may call.</param>
    /// <param name="access">Knows the programs that act under roles; without it everyone is the operator.</param>
    public AwsGateway(IReadOnlyList<IAwsService> services, GatewayOptions options, AccessKeys keys, AccessControl? access = null)
    {
        _keys = keys;
        _signatures = new SignatureVerifier(keys, options.Clock);
        _faults = new FaultLog(options.FaultLog, options.Clock);
        _access = access ?? new AccessControl();
        _services = services.ToDictionary(service => service.SigningName);
        _options = options;

        // The empty builder reads no configuration, and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    /// <summary>Where it listens; the real port too where any free one was asked for. Only after the start.</summary>
    public Uri Endpoint => new(_application.Urls.Single());

    /// <summary>By access key and service.</summary>
    public RequestCounts Requests { get; } = new();

    /// <exception cref="InvalidOperationException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new InvalidOperationException(
                $"Port {_options.Port} is in use: stop the local run or program that listens there, or choose another port.",
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, _options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, or the gateway stops: nobody reads an answer.
        }
        catch (SignatureException exception)
        {
            await exception.WriteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await GatewayError.WriteAsync(
                context, StatusCodes.Status500InternalServerError, "InternalFailure", _faults.Record(context.Request, exception));
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var request = context.Request;
        if (LocalRequests.Refusal(request) is { } refusal)
        {
            await GatewayError.WriteAsync(context, StatusCodes.Status403Forbidden, "AccessDenied", refusal);
            return;
        }

        if (SigningScope.Of(request) is not { } scope)
        {
            await AnswerUnsignedAsync(context);
            return;
        }

        await _signatures.VerifyAsync(context, scope);
        Requests.Add(scope.AccessKeyId, scope.Service);
        Requests.Connected(scope.AccessKeyId, context.Connection.Id);
        var caller = new Caller(scope.AccessKeyId, _access.SessionOf(scope.AccessKeyId));
        context.Features.Set(caller);
        if (_services.TryGetValue(scope.Service, out var service)
            || _services.TryGetValue(TargetService(request), out service))
        {
            await (_options.Around is { } around && caller.Session is not null
                ? around(context, () => service.HandleAsync(context))
                : service.HandleAsync(context));
            return;
        }

        await GatewayError.WriteAsync(
            context,
            StatusCodes.Status501NotImplemented,
            "NotImplemented",
            $"The service '{scope.Service}' is not played locally; {string.Join(", ", _services.Keys.Order())} are.");
    }

    private async Task AnswerUnsignedAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/_health")
        {
            var services = new JsonArray([.. _services.Keys.Order().Select(name => JsonValue.Create(name))]);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                new JsonObject { ["status"] = "ok", ["services"] = services }.ToJsonString(), context.RequestAborted);
            return;
        }

        await GatewayError.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "MissingAuthenticationToken",
            $"The request has no signature of version 4. The operator's credentials are in {_keys.Place}, which AWS_SHARED_CREDENTIALS_FILE may name.");
    }

    /// <summary>For clients that sign with a scope of their own: the JSON protocols name the service too.</summary>
    private static string TargetService(HttpRequest request) =>
        request.Headers["X-Amz-Target"].ToString().Split('.')[0] switch
        {
            "AmazonSQS" => "sqs",
            "DynamoDB_20120810" => "dynamodb",
            _ => "",
        };

    /// <summary>Leaves Ctrl+C and termination signals to the program that the gateway is part of.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
