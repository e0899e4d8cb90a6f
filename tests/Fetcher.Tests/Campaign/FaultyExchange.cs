using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>Stands before an exchange and spoils a seeded part of its answers.</summary>
internal sealed class FaultyExchange : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _exchange;
    private readonly Weather _weather;

    private FaultyExchange(WebApplication app, Uri exchange, Weather weather)
    {
        _app = app;
        _exchange = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = exchange };
        _weather = weather;
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Answers with which the exchange itself said that it is too much: a caller that kept its limits has none.</summary>
    public int Limits;

    public static async Task<FaultyExchange> StartAsync(Uri exchange, Weather weather)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var faulty = new FaultyExchange(app, exchange, weather);
        app.Run(faulty.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return faulty;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _exchange.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var front = _weather.Front;
        if (front is Front.ExchangeHangs or Front.AllHang)
        {
            _weather.Note("exchange: Hang");
            await _weather.HeldAsync(context.RequestAborted);
        }

        using var answer = await _exchange.GetAsync($"{context.Request.Path}{context.Request.QueryString}", context.RequestAborted);
        var body = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        if ((int)answer.StatusCode is 429)
        {
            Interlocked.Increment(ref Limits);
        }

        if (front is Front.ClockReadingsLate && context.Request.Path == "/api/v3/time")
        {
            // A reading of the clock that is old when it comes.
            _weather.Note("exchange: reading of the clock late");
            await Task.Delay(TimeSpan.FromSeconds(0.3 * _weather.Next()), TimeProvider.System, context.RequestAborted);
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Where(header => header.Key.StartsWith("X-MBX", StringComparison.OrdinalIgnoreCase) || header.Key == "Retry-After"))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        var fault = _weather.Bad ? Choose() : "";
        if (fault.Length > 0)
        {
            _weather.Note($"exchange: {fault}");
        }

        var klines = context.Request.Path == "/api/v3/klines" && answer.IsSuccessStatusCode;
        switch (fault)
        {
            case "429" or "418":
                context.Response.StatusCode = int.Parse(fault);
                context.Response.Headers.RetryAfter = "2";
                body = """{"code":-1003,"msg":"Too much."}""";
                break;
            case "500" or "503":
                context.Response.StatusCode = int.Parse(fault);
                body = "<html>";
                break;
            case "connection cut":
                context.Abort();
                return;
            case "body cut":
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body).AsMemory(0, body.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            case "timeout":
                await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System, context.RequestAborted);
                break;
            case "no list":
                body = """{"symbol":"BTCUSDT"}""";
                break;
            case "empty list" when klines:
                body = "[]";
                break;
            case "wrong type" when klines:
                body = Changed(body, kline => kline[4] = 1.5);
                break;
            case "unfinished" when klines:
                // What the exchange says of the minute that is still open: a close time that is to come, prices that are not final.
                body = Changed(body, kline => (kline[6], kline[4]) = (4_102_444_800_000, kline[1]!.DeepClone()));
                break;
            case "twice" when klines:
                body = Doubled(body);
                break;
        }

        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private string Choose() => _weather.Next(1000) switch
    {
        < 15 => "429",
        < 18 => "418",
        < 30 => "500",
        < 40 => "503",
        < 55 => "connection cut",
        < 70 => "body cut",
        < 71 => "timeout",
        < 80 => "no list",
        < 100 => "empty list",
        < 115 => "wrong type",
        < 135 => "unfinished",
        < 150 => "twice",
        _ => "",
    };

    private static string Changed(string body, Action<JsonArray> change)
    {
        var klines = JsonNode.Parse(body)!.AsArray();
        foreach (var kline in klines.Take(1))
        {
            change(kline!.AsArray());
        }

        return klines.ToJsonString();
    }

    private static string Doubled(string body)
    {
        var klines = JsonNode.Parse(body)!.AsArray();
        return new JsonArray([.. klines.Concat(klines).Select(kline => kline!.DeepClone())]).ToJsonString();
    }
}
