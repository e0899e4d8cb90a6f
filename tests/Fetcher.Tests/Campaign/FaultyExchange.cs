using System.Collections.Concurrent;
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
    private readonly Random _random;

    private FaultyExchange(WebApplication app, Uri exchange, int seed)
    {
        _app = app;
        _exchange = new HttpClient { BaseAddress = exchange };
        _random = new Random(seed);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>While it is not set, answers pass as they are.</summary>
    public bool Faulty { get; set; } = true;

    /// <summary>How often each was done.</summary>
    public ConcurrentDictionary<string, int> Faults { get; } = new();

    /// <summary>Answers with which the exchange itself refused: a caller that kept its limits has none.</summary>
    public int Refusals;

    public static async Task<FaultyExchange> StartAsync(Uri exchange, int seed)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var faulty = new FaultyExchange(app, exchange, seed);
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
        using var answer = await _exchange.GetAsync($"{context.Request.Path}{context.Request.QueryString}", context.RequestAborted);
        var body = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        if ((int)answer.StatusCode is 429 or 418)
        {
            Interlocked.Increment(ref Refusals);
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Where(header => header.Key.StartsWith("X-MBX", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        var fault = Faulty ? Choose() : "";
        if (fault.Length > 0)
        {
            Faults.AddOrUpdate(fault, 1, (_, count) => count + 1);
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

    private string Choose()
    {
        lock (_random)
        {
            return _random.Next(1000) switch
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
        }
    }

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
