using System.Text.Json;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.SimulatedExchange.Tests;

/// <summary>A server on a free port with a clock that only the test moves, and a client for it.</summary>
internal sealed class RunningExchange : IAsyncDisposable
{
    /// <summary>Ten seconds into the minute 13:40.</summary>
    public static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 40, 10, TimeSpan.Zero);

    private RunningExchange(SimulatedExchangeServer server, ManualTime time)
    {
        Server = server;
        Time = time;
        Http = new HttpClient { BaseAddress = server.BaseAddress };
    }

    public SimulatedExchangeServer Server { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; }

    public static async Task<RunningExchange> StartAsync(
        IKlineSource? source = null, int weightLimit = 6000, double speed = 1, DateTimeOffset? start = null)
    {
        var time = new ManualTime();
        var options = new SimulatedExchangeOptions(
            source ?? new SimulatedMarket(seed: 1), new ExchangeClock(time, start ?? Start, speed))
        { WeightLimit = weightLimit };
        return new RunningExchange(
            await SimulatedExchangeServer.StartAsync(options, TestContext.Current.CancellationToken), time);
    }

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async Task<JsonElement> JsonAsync(string path)
    {
        var text = await TextAsync(path);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public Task<string> TextAsync(string path) =>
        Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>The open times that the klines call answers with.</summary>
    public async Task<DateTimeOffset[]> OpenTimesAsync(string query)
    {
        var klines = await JsonAsync($"/api/v3/klines?interval=1m&{query}");
        return [.. klines.EnumerateArray()
            .Select(kline => DateTimeOffset.FromUnixTimeMilliseconds(kline[0].GetInt64()))];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
