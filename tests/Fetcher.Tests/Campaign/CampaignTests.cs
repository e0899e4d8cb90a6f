using System.Diagnostics;
using System.Globalization;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests.Campaign;

/// <summary>
/// The fetcher's own program against an exchange and a store that fail, killed again and again: in the end the files hold
/// each closed candle of the exchange once, and nothing else. <c>CAMPAIGN_SEED</c> replays the faults of a run.
/// </summary>
public sealed class CampaignTests(LocalAws aws, ITestOutputHelper output) : IDisposable
{
    private const int Minutes = 500;
    private const double Speed = 400;

    private static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TempFolder _spool = new();
    private readonly SimulatedMarket _market = new(seed: 1);

    [Fact]
    public async Task After_five_hundred_minutes_of_faults_and_kills_no_minute_is_lost_and_none_is_there_twice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_SEED"), CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : Environment.TickCount & 0xFFFF;
        output.WriteLine($"CAMPAIGN_SEED={seed}");
        var random = new Random(seed);
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(_market, new ExchangeClock(TimeProvider.System, Scene.Now, Speed)),
            TestContext.Current.CancellationToken);
        await using var faulty = await FaultyExchange.StartAsync(exchange.BaseAddress, seed);
        store.Fails = () =>
        {
            lock (random)
            {
                return faulty.Faulty ? random.Next(100) switch { < 3 => StoreFault.Before, < 6 => StoreFault.After, _ => StoreFault.None } : StoreFault.None;
            }
        };
        var table = await aws.NewTableAsync(PipelineState.Id);
        var end = Scene.Minute(Minutes);

        var kills = 0;
        while (exchange.Now < end)
        {
            using var process = Start(store, faulty, table);
            await LiveAsync(process, Life(random));
            kills += await KillAsync(process) ? 1 : 0;
        }

        faulty.Faulty = false;
        await FinishAsync(store, faulty, table);

        output.WriteLine($"{kills} kills; {string.Join(", ", faulty.Faults.OrderBy(fault => fault.Key).Select(fault => $"{fault.Value} × {fault.Key}"))}");
        var expected = Symbols.SelectMany(symbol => Expected(symbol, store)).Order().ToList();
        Assert.True(expected.Count >= Minutes * Symbols.Length, $"Only {expected.Count} candles; seed {seed}.");
        Assert.Equal(expected, store.Objects.Values.SelectMany(file => file.Rows).Select(row => string.Join(' ', row)).Order());
        Assert.Equal(0, faulty.Refusals);
        Assert.True(kills >= 10 && faulty.Faults.Count >= 10, $"{kills} kills and {faulty.Faults.Count} kinds of fault are no campaign; seed {seed}.");
        Assert.Empty(Directory.GetFiles(_spool.Path, "*.spool*"));
    }

    public void Dispose() => _spool.Dispose();

    private static TimeSpan Life(Random random)
    {
        lock (random)
        {
            return TimeSpan.FromSeconds(0.8 + (random.NextDouble() * 5));
        }
    }

    /// <summary>From the first minute to the last that any file has.</summary>
    private IEnumerable<string> Expected(string symbol, ObjectStore store)
    {
        var times = store.Objects.Values.SelectMany(file => file.Rows).Select(row => long.Parse(row[1], CultureInfo.InvariantCulture)).ToList();
        var (first, last) = (times.Min(), times.Max());
        for (var from = first; from <= last; from += 1000 * 60_000)
        {
            var to = Math.Min(last, from + (999 * 60_000));
            foreach (var kline in _market.Read(Symbol.Parse(symbol), new KlineRange(from, to, 1000, Newest: false), last + 120_000))
            {
                yield return string.Join(
                    ' ', symbol, kline.OpenTime, kline.Open, kline.High, kline.Low, kline.Close, kline.BaseVolume, kline.CloseTime,
                    kline.QuoteVolume, kline.TradeCount, kline.TakerBuyBaseVolume, kline.TakerBuyQuoteVolume);
            }
        }
    }

    private static async Task LiveAsync(Process process, TimeSpan life)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(life);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // It is time.
        }
    }

    private static async Task<bool> KillAsync(Process process)
    {
        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return alive;
    }

    /// <summary>One more minute without faults; it ends when every gap before it is closed.</summary>
    private async Task FinishAsync(ObjectStore store, FaultyExchange exchange, string table)
    {
        using var process = Start(store, exchange, table, ("MINUTES", "1"));
        var log = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await LiveAsync(process, Patience);
        var ended = !await KillAsync(process);
        Assert.True(ended && process.ExitCode == 0, await log);
    }

    private Process Start(ObjectStore store, FaultyExchange exchange, string table, params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessPipeline.Fetcher.dll")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        (string Name, string Value)[] all =
        [
            ("BUCKET", "market"), ("SYMBOLS", string.Join(',', Symbols)), ("SPOOL_FOLDER", _spool.Path),
            ("EXCHANGE_URL", $"{exchange.Address}"), ("CLOCK_SPEED", Speed.ToString(CultureInfo.InvariantCulture)),
            ("STATE_TABLE", table), ("REPAIR_DAYS", "2"),
            ("AWS_ENDPOINT_URL_S3", $"{store.Address}"), ("AWS_ENDPOINT_URL_DYNAMODB", $"{aws.Endpoint}"), ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", LocalAccount.OperatorAccessKey), ("AWS_SECRET_ACCESS_KEY", LocalAws.Secret),
            .. more,
        ];
        foreach (var (name, value) in all)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (more.Length == 0)
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
        }

        return process;
    }
}
