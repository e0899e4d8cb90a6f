using System.Globalization;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>What a campaign is made of.</summary>
/// <param name="Seed">Decides the weather; which request it meets depends on the machine's timing too.</param>
/// <param name="Minutes">Of the market, at least.</param>
/// <param name="TwoVersions">Whether a second version, with another symbol more, runs beside the first.</param>
internal sealed record CampaignPlan(int Seed, int Minutes, bool TwoVersions)
{
    /// <summary>The fetcher's program; another in place of it is a mutant.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "ServerlessPipeline.Fetcher.dll");

    /// <summary>The fronts that come; null for all kinds in turn.</summary>
    public IReadOnlyList<Front>? Fronts { get; init; }
}

/// <summary>
/// The fetcher's own program against an exchange, a store, a ledger, credentials and a disk that fail, hang and vanish, killed
/// again and again; then left alone, and held against the exchange.
/// </summary>
internal sealed class FetcherCampaign : IAsyncDisposable
{
    private const double Speed = 400;
    private const int FewestKills = 10;

    private static readonly string[] Old = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"];
    private static readonly string[] New = ["ADAUSDT", "ETHUSDT", "BTCUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"];

    /// <summary>However slow the machine is.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    private readonly CampaignPlan _plan;
    private readonly ListedMarket _market;
    private readonly LeapingTime _time = new();
    private readonly Weather _weather;
    private readonly List<FetcherVersion> _versions = [];
    private readonly List<IAsyncDisposable> _services = [];
    private ObjectStore _store = null!;
    private SimulatedExchangeServer _exchange = null!;
    private FaultyExchange _faulty = null!;
    private int _bans;

    private FetcherCampaign(CampaignPlan plan)
    {
        (_plan, _weather) = (plan, new Weather(plan.Seed));
        _market = new ListedMarket(new SimulatedMarket(plan.Seed));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CampaignReport> RunAsync(CampaignPlan plan, LocalAws aws)
    {
        await using var campaign = new FetcherCampaign(plan);
        await campaign.StartAsync(aws);
        await campaign.StormAsync();
        return await campaign.FinishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
        {
            await service.DisposeAsync();
        }

        _versions.ForEach(version => version.Dispose());
    }

    private async Task StartAsync(LocalAws aws)
    {
        ListAndHalt();
        _exchange = Keep(await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(_market, new ExchangeClock(_time, Scene.Now, Speed)), Cancellation));
        _faulty = Keep(await FaultyExchange.StartAsync(_exchange.BaseAddress, _weather));
        _store = Keep(await ObjectStore.StartAsync());
        var store = Keep(await FaultyService.StartAsync(_store.Address, _weather.OfStore, _weather.HeldAsync));
        var table = Keep(await FaultyService.StartAsync(aws.Endpoint, _weather.OfTable, _weather.HeldAsync));
        var metadata = Keep(await MetadataService.StartAsync(_weather.OfCredentials, _weather.HeldAsync));
        var environment = new Dictionary<string, string>
        {
            ["BUCKET"] = "market",
            ["EXCHANGE_URL"] = $"{_faulty.Address}",
            ["CLOCK_SPEED"] = Speed.ToString(CultureInfo.InvariantCulture),
            ["STATE_TABLE"] = await aws.NewTableAsync(PipelineState.Id),
            ["REPAIR_DAYS"] = "60",
            ["AWS_ENDPOINT_URL_S3"] = $"{store.Address}",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = $"{table.Address}",
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Address,
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent",
            ["AWS_CONFIG_FILE"] = "/nonexistent",
            ["AWS_REGION"] = "us-east-1",
        };
        _versions.Add(new FetcherVersion("the old version", _plan.Program, Old, new SmallDisk(), environment));
        if (_plan.TwoVersions)
        {
            _versions.Add(new FetcherVersion("the new version", _plan.Program, New, new SmallDisk(), environment));
        }
    }

    /// <summary>One symbol halts and comes back, one is delisted and comes back, one is listed, one is delisted for good.</summary>
    private void ListAndHalt()
    {
        Set("SOLUSDT", 0.15, "BREAK");
        Set("SOLUSDT", 0.40, ListedMarket.Trading);
        Set("SOLUSDT", 0.55, "HALT");
        Set("SOLUSDT", 0.60, ListedMarket.Trading);
        Set("ETHUSDT", 0.30, null);
        Set("ETHUSDT", 0.50, ListedMarket.Trading);
        Set("XRPUSDT", 0.70, null);
        Set("ADAUSDT", -10, null);
        Set("ADAUSDT", 0.35, ListedMarket.Trading);

        void Set(string symbol, double part, string? status) => _market.Set(
            Symbol.Parse(symbol), Scene.Minute((int)(_plan.Minutes * (part + (0.04 * _weather.Next())))).AddSeconds(_weather.Next(60)), status);
    }

    /// <summary>Until the market has gone on for long enough, every kind of weather has come, and there were kills.</summary>
    private async Task StormAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        over.CancelAfter(Longest);
        var end = Scene.Minute(_plan.Minutes);
        var kinds = _plan.Fronts?.Count ?? Enum.GetValues<Front>().Length - 1;
        var come = 0;
        bool Done() => _exchange.Now >= end && come >= kinds && _versions.TrueForAll(version => version.Kills >= FewestKills);

        var lives = _versions.Select(LivesAsync).ToList();
        foreach (var front in _plan.Fronts is { } some ? Enumerable.Repeat(some, int.MaxValue).SelectMany(each => each) : _weather.Fronts())
        {
            if (Done())
            {
                break;
            }

            await FrontAsync(front, over.Token);
            come++;
        }

        await Task.WhenAll(lives);

        async Task LivesAsync(FetcherVersion version)
        {
            while (!Done())
            {
                await version.LiveAsync(_weather, over.Token);
            }
        }
    }

    /// <summary>For seconds or for minutes of the market; then a while without.</summary>
    private async Task FrontAsync(Front front, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds(0.05 * Math.Pow(80, _weather.Next()));
        var minutes = Enumerable.Range(0, 200).Select(minute => (_exchange.Now.AddMinutes(minute)).UtcDateTime.ToString("yyyy-MM-dd'T'HHmm'Z'", CultureInfo.InvariantCulture)).ToList();
        var victim = _versions[_weather.Next(_versions.Count)];
        _weather.Begin(front);
        switch (front)
        {
            case Front.ClockLeaps:
                _time.Leap(TimeSpan.FromSeconds(60 * Math.Pow(60, _weather.Next()) / Speed));
                break;
            case Front.ExchangeBans:
                _bans++;
                _exchange.Ban(TimeSpan.FromMinutes(1 + _weather.Next(20)));
                break;
            case Front.DiskFull:
                victim.Disk.Fill(minutes);
                break;
            case Front.MachineStops:
                victim.Suspend(on: true);
                break;
        }

        if (front is Front.CredentialsGone or Front.CredentialsHang or Front.CredentialsOver or Front.AllHang)
        {
            // Who has credentials does not ask for any; who has just started does.
            _versions.ForEach(version => version.Strike());
            await FeltAsync("credentials: ", cancellationToken);
        }

        await Task.Delay(wait, TimeProvider.System, cancellationToken);
        switch (front)
        {
            case Front.DiskFull:
                victim.Disk.Empty(minutes);
                break;
            case Front.MachineStops:
                victim.Suspend(on: false);
                break;
        }

        _weather.End();
        await Task.Delay(TimeSpan.FromSeconds(_weather.Next() * 1.5), TimeProvider.System, cancellationToken);
    }

    /// <summary>Until there is one more of these faults; for some time at most, for there may be nothing that asks.</summary>
    private async Task FeltAsync(string kind, CancellationToken cancellationToken)
    {
        int Count() => _weather.Faults.Where(fault => fault.Key.StartsWith(kind, StringComparison.Ordinal)).Sum(fault => fault.Value);
        var before = Count();
        for (var tries = 0; tries < 400 && Count() == before; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>One more minute of each without faults; it ends when every gap before it is closed.</summary>
    private async Task<CampaignReport> FinishAsync()
    {
        _weather.Bad = false;
        var problems = new List<string>();
        foreach (var version in _versions)
        {
            if (!await version.FinishAsync(Cancellation, ("MINUTES", "1")))
            {
                problems.Add($"With fair weather it does not end well. {version.Said}");
            }
        }

        var audit = new FetcherAudit(_market, _store);
        var first = new Dictionary<string, DateTimeOffset>();
        foreach (var version in _versions)
        {
            problems.AddRange(version.Endings.Select(ending => $"It has ended by itself: {ending}"));
            foreach (var symbol in version.Symbols)
            {
                first[symbol] = first.TryGetValue(symbol, out var before) && before < version.First ? before : version.First ?? _exchange.Now;
            }

            problems.AddRange(Directory.EnumerateFiles(version.Disk.Path, "*.spool*").Select(file => $"{Path.GetFileName(file)} is left in the spool"));
        }

        problems.AddRange(audit.Problems(first, exactlyOnce: !_plan.TwoVersions));
        if (_faulty.Limits > 0)
        {
            problems.Add($"the exchange had to say {_faulty.Limits} times that it is too much");
        }

        return new CampaignReport
        {
            Problems = problems,
            Kills = _versions.Sum(version => version.Kills),
            Starts = _versions.Sum(version => version.Starts),
            Minutes = (int)(_exchange.Now - Scene.Now).TotalMinutes,
            Candles = audit.Candles,
            Doubled = audit.Doubled,
            Bans = _bans,
            AskedWhileBanned = _exchange.AskedWhileBanned,
            Faults = new SortedDictionary<string, int>(_weather.Faults, StringComparer.Ordinal),
            Messages = [.. _versions.SelectMany(version => version.Messages).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private T Keep<T>(T service)
        where T : IAsyncDisposable
    {
        _services.Add(service);
        return service;
    }
}
