using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessPipeline.SimulatedExchange.Rest;

namespace ServerlessPipeline.SimulatedExchange;

/// <summary>A running exchange with the part of Binance's REST surface that serves one-minute klines.</summary>
public sealed class SimulatedExchangeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ExchangeClock _clock;

    private SimulatedExchangeServer(WebApplication app, ExchangeClock clock)
    {
        _app = app;
        _clock = clock;
        BaseAddress = new Uri(app.Urls.First());
    }

    public Uri BaseAddress { get; }

    /// <summary>The exchange's own time.</summary>
    public DateTimeOffset Now => _clock.Now;

    /// <summary>Listens when the task completes.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedExchangeServer> StartAsync(
        SimulatedExchangeOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        var app = builder.Build();
        try
        {
            new RestApi(options).Map(app);
            await app.StartAsync(cancellationToken);
            return new SimulatedExchangeServer(app, options.Clock);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Leaves signals to the program that the exchange runs in; the default lifetime takes them.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
