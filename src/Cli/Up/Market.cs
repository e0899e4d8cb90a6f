using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Replay;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.Cli.Up;

/// <summary>The exchange that the fetcher asks: the live one, or one that this process serves.</summary>
internal sealed class Market : IAsyncDisposable
{
    private const double SimulatedSpeed = 60;
    private const int Seed = 1;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly SimulatedExchangeServer? _server;

    private Market(string description, Uri url, SimulatedExchangeServer? server = null) =>
        (Description, Url, _server) = (description, url, server);

    /// <summary>In a few words, for people.</summary>
    public string Description { get; }

    /// <summary>Something about the choice that the user must not overlook.</summary>
    public string? Warning { get; private init; }

    public Uri Url { get; }

    /// <summary>Whether it is the exchange itself.</summary>
    public bool IsLive => _server is null;

    /// <summary>How fast its clock runs.</summary>
    public double Speed { get; private init; } = 1;

    /// <summary>The symbols that it has by itself; null where it has whatever it is asked for.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; private init; }

    /// <summary>The first minute to fetch; null for the one that is open now.</summary>
    public DateTimeOffset? FirstMinute { get; private init; }

    /// <param name="exchange">The live one, as the template names it.</param>
    /// <param name="symbols">The symbols that a simulated market trades.</param>
    /// <param name="resumeAt">The minute after the newest one that an earlier run has fetched, if any.</param>
    public static async Task<Market> OpenAsync(
        UpOptions options,
        Uri exchange,
        IReadOnlyList<Symbol> symbols,
        DateTimeOffset? resumeAt,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        switch (options.Source)
        {
            case MarketSource.Replay:
                return await ReplayAsync(options, time, cancellationToken);
            case MarketSource.Simulated:
                return await SimulateAsync(options, symbols, resumeAt, warning: null, time, cancellationToken);
            default:
                var problem = await LiveProblemAsync(exchange, cancellationToken);
                return (problem, options.Source) switch
                {
                    (null, _) => Live(options, exchange),
                    (_, MarketSource.Live) => throw new CommandException(
                        $"The live exchange does not answer at {exchange}: {problem}"),
                    _ => await SimulateAsync(
                        options,
                        symbols,
                        resumeAt,
                        $"The live exchange does not answer ({problem}). These candles are SIMULATED.",
                        time,
                        cancellationToken),
                };
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Market Live(UpOptions options, Uri url)
    {
        if (options.Speed is { } speed && speed != 1)
        {
            throw new CommandException("--speed is for simulated and replayed markets; the live one has its own.");
        }

        return new Market($"live, {url.Host}", url) { FirstMinute = options.From };
    }

    private static async Task<Market> ReplayAsync(UpOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ReplayFolder folder;
        try
        {
            folder = ReplayFolder.Open(options.Path!);
        }
        catch (Exception exception) when (exception is FormatException or IOException)
        {
            throw new CommandException(exception.Message, exception);
        }

        var first = options.From ?? folder.FirstOpenTime;
        if (first < folder.FirstOpenTime || first > folder.LastOpenTime)
        {
            throw new CommandException(
                $"--from {first:u} is outside of what {options.Path} has: {folder.FirstOpenTime:u} to {folder.LastOpenTime:u}.");
        }

        return await ServeAsync($"replay of {options.Path}", folder, folder.Symbols, first, null, options, time, cancellationToken);
    }

    private static Task<Market> SimulateAsync(
        UpOptions options,
        IReadOnlyList<Symbol> symbols,
        DateTimeOffset? resumeAt,
        string? warning,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // At 60 times real time an earlier run is ahead of the clock on the wall; this one goes on behind it.
        var now = time.GetUtcNow();
        var thisMinute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var first = options.From ?? (resumeAt > thisMinute ? resumeAt.Value : thisMinute);
        return ServeAsync(
            "simulated", new SimulatedMarket(Seed, symbols), null, first, warning, options, time, cancellationToken);
    }

    private static async Task<Market> ServeAsync(
        string description,
        IKlineSource source,
        IReadOnlyList<Symbol>? symbols,
        DateTimeOffset firstMinute,
        string? warning,
        UpOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var speed = options.Speed ?? SimulatedSpeed;
        var clock = new ExchangeClock(time, firstMinute, speed);
        var server = await SimulatedExchangeServer.StartAsync(new SimulatedExchangeOptions(source, clock), cancellationToken);
        return new Market($"{description}, {speed:0.###} times real time", server.BaseAddress, server)
        {
            Speed = speed,
            Symbols = symbols,
            FirstMinute = firstMinute,
            Warning = warning,
        };
    }

    /// <returns>Why the live exchange cannot be used, or null where it can.</returns>
    private static async Task<string?> LiveProblemAsync(Uri exchange, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = exchange, Timeout = AnswerWithin };
        try
        {
            await new BinanceClient(http).GetServerTimeAsync(cancellationToken);
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {AnswerWithin.TotalSeconds:0} seconds";
        }
        catch (Exception exception) when (exception is BinanceException or HttpRequestException)
        {
            return exception.Message;
        }
    }
}
