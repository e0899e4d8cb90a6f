using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// The whole chain, from a simulated exchange to the table, under faults and kills; then left alone until it is quiet, and
/// held against the exchange.
/// </summary>
internal sealed class CampaignRun(CampaignOptions options, Action<string> say)
{
    private static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    // Well within the days that the fetcher repairs.
    private static readonly TimeSpan LongestLeaps = TimeSpan.FromHours(6);

    private readonly Random _random = new(options.Seed);
    private readonly ListedMarket _market = new(new SimulatedMarket(options.Seed, Symbols(options.Symbols)));
    private readonly LeapingTime _time = new();

    private TimeSpan _leapt;

    /// <summary>How many minute files more than slots there have to be before the storm ends.</summary>
    private int Declined => Math.Max(4, options.Minutes / 40);

    /// <summary>Of the storm, in the exchange's time; at least a minute of ours.</summary>
    private TimeSpan Longest => TimeSpan.FromMinutes(Math.Max(1.2 * options.Minutes, options.Speed));

    /// <exception cref="TimeoutException">It was never done, or never quiet.</exception>
    public async Task<CampaignResult> RunAsync(CancellationToken cancellationToken)
    {
        say($"seed {options.Seed}: {options.Minutes} minute files of {options.Symbols} symbols, all rows");
        var folder = Directory.CreateTempSubdirectory("campaign-");
        try
        {
            return await RunAsync(folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<CampaignResult> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var faultLog = Path.Combine(folder, "faults");
        using var log = new FaultLog(faultLog);
        using var port = new ReservedPort();
        var killer = new Killer(_random, log);
        ListAndHalt();
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(_market, new ExchangeClock(_time, Start, options.Speed)), cancellationToken);
        var settings = new CloudSettings
        {
            CloudAssembly = await AssemblyAsync(folder),
            DataFolder = folder,
            Port = port.Number,
            Exchange = exchange.BaseAddress,
            Speed = options.Speed,
            Rates = options.Rates,
            FunctionTimeout = TimeSpan.FromSeconds(options.FunctionSeconds),
            FaultLog = faultLog,
            StormSeed = options.Seed,
        };
        using var state = new CampaignState(settings.Port, folder);
        await StormAsync(settings, killer, log, state, cancellationToken);

        say($"{exchange.Now:yyyy-MM-dd HH:mm} at the exchange: {killer.Kills} kills; the storm is over");
        await using var cloud = new CloudProcess(settings with { StormSeed = null });
        await UntilAsync(() => cloud.IsQuiet, cloud, options.Patience, cancellationToken);
        say("quiet");
        var result = await new CampaignAudit(state, _market, options.Minutes).CheckAsync(cancellationToken);
        if (result.Problems.Count == 0 && result.HasDeadLetters)
        {
            say($"{result.Rows - result.Items} rows are in the dead letters, or their files; they are sent again");
            await RedriveAsync(settings, cancellationToken);
            await cloud.AskForQuietAsync();
            await UntilAsync(() => cloud.IsQuiet, cloud, options.Patience, cancellationToken);
            var home = await new CampaignAudit(state, _market, options.Minutes).CheckAsync(cancellationToken);
            result = home with
            {
                DeadLetters = result.DeadLetters,
                Problems = home.HasDeadLetters ? [.. home.Problems, "dead letters are left after they were sent again"] : home.Problems,
            };
        }

        result = result with { Problems = [.. result.Problems, .. CloudProgram.Endings(folder)] };
        return result with { Faults = FaultLog.Count(faultLog), Kills = killer.Kills };
    }

    /// <summary>As an operator would.</summary>
    private static async Task RedriveAsync(CloudSettings settings, CancellationToken cancellationToken)
    {
        await using var command = PipelineProcess.Start(
            "dlq", "redrive", "--data", settings.DataFolder, "--port", settings.Port.ToString(CultureInfo.InvariantCulture));
        var exitCode = await command.ExitAsync(TimeSpan.FromMinutes(5)).WaitAsync(cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"pipeline dlq redrive: exit code {exitCode}\n{command.Output}{command.Errors}");
        }
    }

    /// <summary>
    /// Until more files have come than there are slots, all slots are taken, and nearly all rows have been written; on a machine
    /// that cannot keep up with the market, until it has gone on for long enough.
    /// </summary>
    private async Task StormAsync(CloudSettings settings, Killer killer, FaultLog log, CampaignState state, CancellationToken cancellationToken)
    {
        var life = 0;
        var cloud = new CloudProcess(settings);
        try
        {
            var nextKill = Pause();
            var nextLook = TimeSpan.Zero;
            for (var elapsed = TimeSpan.Zero; ; elapsed += Tick)
            {
                await Task.Delay(Tick, TimeProvider.System, cancellationToken);
                cloud.RequireAlive();
                if (elapsed >= nextKill)
                {
                    nextKill = elapsed + Pause();
                    if (options.ClockLeaps && _random.Next(20) == 0 && _leapt < LongestLeaps)
                    {
                        Leap(log);
                    }

                    if (await killer.StrikeAsync(cloud))
                    {
                        await cloud.DisposeAsync();
                        cloud = new CloudProcess(settings with { StormSeed = options.Seed + ++life });
                    }
                }

                if (elapsed >= nextLook)
                {
                    nextLook = elapsed + (Tick * 8);
                    if (elapsed * options.Speed > 10 * Longest)
                    {
                        throw new TimeoutException($"The minute files do not come; the process that plays AWS says:\n{cloud.Said}");
                    }

                    if (await state.CountMinuteFilesAsync() >= options.Minutes + Declined
                        && (elapsed * options.Speed > Longest
                            || (await state.CountSlotsAsync() >= options.Minutes && await state.CountUnwrittenRowsAsync() <= options.Minutes * options.Symbols / 40)))
                    {
                        return;
                    }
                }
            }
        }
        finally
        {
            await cloud.DisposeAsync();
        }
    }

    /// <summary>As if the fetcher's machine had been suspended: the exchange's time goes on without it.</summary>
    private void Leap(FaultLog log)
    {
        var leap = TimeSpan.FromMinutes(1 + _random.Next(15));
        _leapt += leap;
        _time.Leap(leap / options.Speed);
        log.Add("clock leapt by minutes");
    }

    /// <summary>One symbol halts and comes back, one is delisted and comes back, one is listed.</summary>
    private void ListAndHalt()
    {
        if (!options.Listings || options.Symbols < 4)
        {
            return;
        }

        Set(1, 0.2, "BREAK");
        Set(1, 0.5, ListedMarket.Trading);
        Set(2, 0.3, null);
        Set(2, 0.6, ListedMarket.Trading);
        Set(3, -1, null);
        Set(3, 0.4, ListedMarket.Trading);

        void Set(int symbol, double part, string? status) =>
            _market.Set(_market.Symbols[symbol], Start.AddMinutes(options.Minutes * (part + (0.1 * _random.NextDouble()))), status);
    }

    private TimeSpan Pause() => options.BetweenKills is { } mean ? mean * (0.2 + (1.6 * _random.NextDouble())) : TimeSpan.MaxValue;

    private async Task<string> AssemblyAsync(string folder)
    {
        var synthesized = await CloudAssembly.SynthesizeAsync(Configure);
        if (options.Change is not { } change)
        {
            return synthesized;
        }

        var changed = Directory.CreateDirectory(Path.Combine(folder, "cdk.out")).FullName;
        CloudAssembly.Copy(synthesized, changed);
        await change(changed);
        return changed;
    }

    private void Configure(JsonObject pipeline)
    {
        pipeline["symbols"] = new JsonArray([.. _market.Symbols.Select(symbol => JsonValue.Create(symbol.ToString()))]);
        pipeline["fileLimit"] = options.Minutes;
        pipeline["rowsPerFile"] = "all";
        pipeline["fanOut"]!["timeoutSeconds"] = options.FunctionSeconds;
        pipeline["writer"]!["timeoutSeconds"] = options.FunctionSeconds;
        pipeline["writer"]!["batchSize"] = 10;
        pipeline["writer"]!["maximumConcurrency"] = 3;
        pipeline["writer"]!["maximumReceives"] = options.MaximumReceives;
    }

    private static async Task UntilAsync(
        Func<bool> condition, CloudProcess cloud, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var left = patience; !condition(); left -= Tick)
        {
            cloud.RequireAlive();
            if (left < TimeSpan.Zero)
            {
                throw new TimeoutException($"The run is not quiet after {patience}.");
            }

            await Task.Delay(Tick, TimeProvider.System, cancellationToken);
        }
    }

    private static IEnumerable<Symbol> Symbols(int count) =>
        Enumerable.Range(1, count).Select(number => Symbol.Parse(string.Create(CultureInfo.InvariantCulture, $"C{number:00}USDT")));
}
