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

    private readonly Random _random = new(options.Seed);
    private readonly SimulatedMarket _market = new(options.Seed, Symbols(options.Symbols));

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
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(_market, new ExchangeClock(TimeProvider.System, Start, options.Speed)), cancellationToken);
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
        await StormAsync(settings, killer, state, cancellationToken);

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
    private async Task StormAsync(CloudSettings settings, Killer killer, CampaignState state, CancellationToken cancellationToken)
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
