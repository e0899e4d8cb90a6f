using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>An exchange, an object store and a spool folder around a fetcher whose time only the test moves.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>Ten seconds into the minute 13:40: 13:39 is closed for the fetcher, 13:40 is not.</summary>
    public static readonly DateTimeOffset Now = new(2026, 2, 2, 13, 40, 10, TimeSpan.Zero);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private Task? _run;

    private bool _owner = true;

    private Scene(ObjectStore store, ManualTime time, AlteredMarket market, TempFolder spool, ListedMarket? listed)
    {
        (Store, Time, Market, Spool) = (store, time, market, spool);
        Listed = listed ?? new ListedMarket(market);
    }

    /// <summary>For a fetcher that closes gaps.</summary>
    public LocalAws? Aws { get; set; }

    /// <summary>The table of <see cref="Aws"/>; set together.</summary>
    public string? StateTable { get; set; }

    /// <summary>Stands in for the client of <see cref="Aws"/>.</summary>
    public Func<AmazonDynamoDBClient>? DynamoDb { get; set; }

    public string Bucket { get; set; } = "market";

    public long SpoolBytes { get; set; } = 1 << 30;

    public ObjectStore Store { get; }

    public AlteredMarket Market { get; }

    /// <summary>Halts, delists and lists symbols of <see cref="Market"/>.</summary>
    public ListedMarket Listed { get; }

    /// <summary>Whom the fetcher tells that it is alive, as systemd is told.</summary>
    public string? NotifySocket { get; set; }

    public ManualTime Time { get; }

    public TempFolder Spool { get; }

    public MemoryStream Output { get; } = new();

    public MemoryStream Metrics { get; } = new();

    public SimulatedExchangeServer Exchange { get; private set; } = null!;

    public int WeightLimit { get; init; } = 6000;

    /// <summary>Replaces the network between the fetcher and the exchange.</summary>
    public HttpMessageHandler? Network { get; init; }

    public string[] SpooledFiles => [.. Directory.GetFiles(Spool.Path, "*.spool*").Select(path => Path.GetFileName(path)).Order()];

    /// <summary>The same with a table to keep what is there in.</summary>
    public static async Task<Scene> OpenAsync(LocalAws aws, HttpMessageHandler? network = null)
    {
        var scene = await OpenAsync(network: network);
        (scene.Aws, scene.StateTable) = (aws, await aws.NewTableAsync(PipelineState.Id));
        return scene;
    }

    /// <param name="weightLimit">Of the exchange.</param>
    /// <param name="network">Replaces the network.</param>
    /// <param name="more">Symbols that the exchange lists beside its own.</param>
    public static async Task<Scene> OpenAsync(
        int weightLimit = 6000, HttpMessageHandler? network = null, IReadOnlyList<Symbol>? more = null)
    {
        var scene = new Scene(await ObjectStore.StartAsync(), new ManualTime(), new AlteredMarket(), new TempFolder(), listed: null) { WeightLimit = weightLimit, Network = network };
        scene.Market.More = more ?? [];
        await scene.StartExchangeAsync(port: 0, Now);
        return scene;
    }

    public async Task StartExchangeAsync(int port, DateTimeOffset now) =>
        Exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(Listed, new ExchangeClock(Time, now, speed: 1))
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
            Bucket = Bucket,
            Symbols = [.. symbols.Split(',').Select(Symbol.Parse)],
            SpoolFolder = Spool.Path,
            ExchangeUrl = Exchange.BaseAddress,
            FirstMinute = first is null ? null : Minute(-first.Value),
            Minutes = minutes,
            Repair = StateTable is null ? null : new RepairSettings(StateTable, Days: 2),
            SpoolBytes = SpoolBytes,
        };
        _run = RunAsync(settings);
        return _run.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Another fetcher in the same scene, once the one before has ended.</summary>
    public Scene Again() => Another(Spool);

    /// <summary>Another fetcher at the same time, on a disk of its own.</summary>
    public Scene Beside() => Another(new TempFolder());

    private Scene Another(TempFolder spool) => new(Store, Time, Market, spool, Listed)
    {
        Exchange = Exchange,
        Aws = Aws,
        StateTable = StateTable,
        Network = Network,
        _owner = false,
    };

    /// <summary>The minutes of a symbol that are in the store, in minute files and in repair files, each as often as it is.</summary>
    public IEnumerable<int> MinutesOf(string symbol) => Store.Objects.Values
        .SelectMany(file => file.Rows)
        .Where(row => row[0] == symbol)
        .Select(row => (int)(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(row[1])) - Minute(0)).TotalMinutes)
        .Order();

    /// <summary>Moves the time until a run has ended.</summary>
    public async Task UntilDoneAsync(Task run)
    {
        await UntilAsync(() => run.IsCompleted, TimeSpan.FromSeconds(1));
        await run;
    }

    /// <summary>A minute relative to 13:40.</summary>
    public static DateTimeOffset Minute(int offset) => Now.AddSeconds(-10).AddMinutes(offset);

    public static string Key(int offset) => $"market/{MinuteFileKey.For(Minute(offset))}";

    /// <summary>How long after a minute's end its file was ready, by the exchange's clock.</summary>
    public TimeSpan Lateness(int minute) =>
        DateTimeOffset.Parse(Store.Objects[Key(minute)].Metadata["fetched-at"], CultureInfo.InvariantCulture) - Minute(minute + 1);

    /// <summary>Time moves in steps of a second, but hardly while a minute's file is due: only what the fetcher waits for makes it late.</summary>
    public TimeSpan Careful()
    {
        var due = (int)Math.Floor((Exchange.Now - Minute(1) - TimeSpan.FromSeconds(1)).TotalMinutes);
        return due < 0 || Store.Objects.ContainsKey(Key(due)) ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(0.02);
    }

    /// <summary>Until it waits for its first minute.</summary>
    public Task UntilStartedAsync() => UntilAsync(() => Log().Contains("\"message\":\"started\"", StringComparison.Ordinal) && Time.Waiting > 0);

    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Polls, and moves the time by <paramref name="step"/> between looks, until it is so.</summary>
    public Task UntilAsync(Func<bool> so, TimeSpan step = default) => UntilAsync(so, () => step);

    public async Task UntilAsync(Func<bool> so, Func<TimeSpan> step)
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
            if (step() is var advance && advance > TimeSpan.Zero)
            {
                Time.Advance(advance);
            }
        }
    }

    /// <summary>How many lines of the log hold a text.</summary>
    public int Logged(string text) => Log().Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    public string Log() => Encoding.UTF8.GetString(Output.ToArray());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is not null)
        {
            await _run.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (_owner)
        {
            await Exchange.DisposeAsync();
            await Store.DisposeAsync();
            Spool.Dispose();
        }

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
        using var dynamoDb = DynamoDb?.Invoke() ?? Aws?.DynamoDb()
            ?? new AmazonDynamoDBClient(new AnonymousAWSCredentials(), new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:9" });
        var metrics = new FetcherMetrics(Metrics, Time, new SystemdNotifier(NotifySocket), settings.Bucket);
        await new FetcherRun(settings, new FetcherTools(http, s3, dynamoDb, Time, new JsonLog(Output, Time), metrics)).RunAsync(_stop.Token);
    }
}
