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
    private readonly WeightLimiter _limiter;

    private SimulatedExchangeServer(WebApplication app, SimulatedExchangeOptions options)
    {
        _app = app;
        _clock = options.Clock;
        _limiter = new WeightLimiter(options.WeightLimit);
        new RestApi(options, _limiter, path => Hangs(path)).Map(app);
    }

    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The exchange's own time.</summary>
    public DateTimeOffset Now => _clock.Now;

    /// <summary>Whether a request, by path and query, is taken and never answered.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>Requests that came while their address was banned; the first of a ban is how a caller hears of it.</summary>
    public int AskedWhileBanned => _limiter.AskedWhileBanned;

    /// <summary>Answers every request with 418 and what is left of the ban, for so long of the exchange's time.</summary>
    public void Ban(TimeSpan duration) => _limiter.Ban((Now + duration).ToUnixTimeMilliseconds());

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
            var server = new SimulatedExchangeServer(app, options);
            await app.StartAsync(cancellationToken);
            server.BaseAddress = new Uri(app.Urls.First());
            return server;
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
