using System.Text;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>An exchange, an object store and a spool folder around a fetcher whose time only the test moves.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>Ten seconds into the minute 13:40: 13:39 is closed for the fetcher, 13:40 is not.</summary>
    public static readonly DateTimeOffset Now = new(2026, 2, 2, 13, 40, 10, TimeSpan.Zero);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private Task? _run;

    private Scene(ObjectStore store) => Store = store;

    public ObjectStore Store { get; }

    public AlteredMarket Market { get; } = new();

    public ManualTime Time { get; } = new();

    public TempFolder Spool { get; } = new();

    public MemoryStream Output { get; } = new();

    public SimulatedExchangeServer Exchange { get; private set; } = null!;

    public int WeightLimit { get; init; } = 6000;

    /// <summary>Replaces the network between the fetcher and the exchange.</summary>
    public HttpMessageHandler? Network { get; init; }

    public string[] SpooledFiles => [.. Directory.GetFiles(Spool.Path).Select(path => Path.GetFileName(path)).Order()];

    public static async Task<Scene> OpenAsync(int weightLimit = 6000, HttpMessageHandler? network = null)
    {
        var scene = new Scene(await ObjectStore.StartAsync()) { WeightLimit = weightLimit, Network = network };
        await scene.StartExchangeAsync(port: 0, Now);
        return scene;
    }

    public async Task StartExchangeAsync(int port, DateTimeOffset now) =>
        Exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(Market, new ExchangeClock(Time, now, speed: 1))
            {
                Port = port,
                WeightLimit = WeightLimit,
            },
            TestContext.Current.CancellationToken);

    /// <summary>Starts a fetcher; the returned task is its run, and fails when that takes too long.</summary>
    /// <param name="symbols">Comma separated.</param>
    /// <param name="first">Minutes before 13:40 to begin at; null for the setting's default.</param>
    /// <param name="minutes">How many.</param>
    public Task Fetch(string symbols, int? first, int? minutes)
    {
        var settings = new FetcherSettings
        {
            Bucket = "market",
            Symbols = [.. symbols.Split(',').Select(Symbol.Parse)],
            SpoolFolder = Spool.Path,
            ExchangeUrl = Exchange.BaseAddress,
            FirstMinute = first is null ? null : Minute(-first.Value),
            Minutes = minutes,
        };
        _run = RunAsync(settings);
        return _run.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>A minute relative to 13:40.</summary>
    public static DateTimeOffset Minute(int offset) => Now.AddSeconds(-10).AddMinutes(offset);

    public static string Key(int offset) => $"market/{MinuteFileKey.For(Minute(offset))}";

    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Polls, and moves the time by <paramref name="step"/> between looks, until it is so.</summary>
    public async Task UntilAsync(Func<bool> so, TimeSpan step = default)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!so())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Not in time. Log:\n{Log()}");
            if (_run is { IsFaulted: true })
            {
                await _run;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
            if (step > TimeSpan.Zero)
            {
                Time.Advance(step);
            }
        }
    }

    public string Log() => Encoding.UTF8.GetString(Output.ToArray());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is not null)
        {
            await _run.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Exchange.DisposeAsync();
        await Store.DisposeAsync();
        Spool.Dispose();
        _stop.Dispose();
        await Output.DisposeAsync();
    }

    private async Task RunAsync(FetcherSettings settings)
    {
        using var http = new HttpClient(Network ?? new SocketsHttpHandler(), disposeHandler: Network is null)
        {
            BaseAddress = settings.ExchangeUrl,
        };
        using var s3 = Store.Client();
        await FetcherRun.RunAsync(settings, http, s3, Time, new JsonLog(Output, Time), _stop.Token);
    }
}
