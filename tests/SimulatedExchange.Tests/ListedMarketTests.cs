using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.SimulatedExchange.Tests;

/// <summary>Symbols that come, go and rest; bans, and endpoints that hang.</summary>
public sealed class ListedMarketTests
{
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");

    private readonly ListedMarket _market = new(new SimulatedMarket(seed: 1));

    [Fact]
    public async Task Halted_symbol_is_listed_with_its_status_and_has_no_kline_until_it_trades_again()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        _market.Set(Eth, Minute(-5).AddSeconds(20), "BREAK");
        var whileHalted = await StatusAsync(exchange);
        _market.Set(Eth, Minute(-2).AddSeconds(40), ListedMarket.Trading);

        var minutes = await MinutesAsync(exchange, $"startTime={Minute(-7).ToUnixTimeMilliseconds()}");

        Assert.Equal("BREAK", whileHalted);
        Assert.Equal(ListedMarket.Trading, await StatusAsync(exchange));
        Assert.Equal([-7, -6, -5, -2, -1, 0], minutes);
        Assert.Equal([-6, -5, -2, -1, 0], await MinutesAsync(exchange, "limit=5"));
        Assert.Equal([-5, -2, -1], await MinutesAsync(exchange, $"startTime={Minute(-5).ToUnixTimeMilliseconds()}&limit=3"));
    }

    [Fact]
    public async Task Delisted_symbol_is_unknown_and_comes_back_with_its_history()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        _market.Set(Eth, Minute(-3), null);
        using var refused = await exchange.GetAsync("/api/v3/klines?symbol=ETHUSDT&interval=1m");
        var body = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var listed = await StatusAsync(exchange);

        _market.Set(Eth, Minute(-1), ListedMarket.Trading);

        Assert.Contains("-1121", body);
        Assert.Null(listed);
        Assert.Equal([-5, -4, -1, 0], await MinutesAsync(exchange, "limit=4"));
    }

    [Fact]
    public async Task Symbol_that_is_listed_later_has_klines_from_then_on()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        _market.Set(Eth, DateTimeOffset.UnixEpoch, null);
        _market.Set(Eth, Minute(1).AddSeconds(30), ListedMarket.Trading);
        var before = await StatusAsync(exchange);

        exchange.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Null(before);
        Assert.Equal([1, 2, 3], await MinutesAsync(exchange, "limit=10"));
    }

    [Fact]
    public async Task Halt_that_is_over_within_the_minute_leaves_one_kline_of_it()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        _market.Set(Eth, Minute(-2).AddSeconds(10), "HALT");
        _market.Set(Eth, Minute(-2).AddSeconds(20), ListedMarket.Trading);

        Assert.Equal([-3, -2, -1, 0], await MinutesAsync(exchange, "limit=4"));
    }

    [Fact]
    public async Task Banned_caller_is_told_how_long_and_every_question_until_then_is_counted()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        exchange.Server.Ban(TimeSpan.FromMinutes(10));

        using var first = await exchange.GetAsync("/api/v3/time");
        exchange.Time.Advance(TimeSpan.FromMinutes(9));
        using var second = await exchange.GetAsync("/api/v3/time");
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        using var third = await exchange.GetAsync("/api/v3/time");

        Assert.Equal((418, TimeSpan.FromMinutes(10)), ((int)first.StatusCode, first.Headers.RetryAfter?.Delta));
        Assert.Equal((418, TimeSpan.FromMinutes(1)), ((int)second.StatusCode, second.Headers.RetryAfter?.Delta));
        Assert.True(third.IsSuccessStatusCode);
        Assert.Equal(2, exchange.Server.AskedWhileBanned);
    }

    [Fact]
    public async Task Hanging_endpoint_takes_requests_and_never_answers_while_others_do()
    {
        await using var exchange = await RunningExchange.StartAsync(_market);
        exchange.Server.Hangs = path => path.StartsWith("/api/v3/time", StringComparison.Ordinal);
        using var giveUp = new CancellationTokenSource();

        var hanging = exchange.Http.GetAsync(new Uri("/api/v3/time", UriKind.Relative), giveUp.Token);
        using var ping = await exchange.GetAsync("/api/v3/ping");
        var answered = hanging.IsCompleted;
        exchange.Server.Hangs = _ => false;
        using var again = await exchange.GetAsync("/api/v3/time");

        Assert.False(answered);
        Assert.True(ping.IsSuccessStatusCode && again.IsSuccessStatusCode);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    private static DateTimeOffset Minute(int offset) => RunningExchange.Start.AddSeconds(-10).AddMinutes(offset);

    private static async Task<IEnumerable<int>> MinutesAsync(RunningExchange exchange, string query) =>
        (await exchange.OpenTimesAsync($"symbol=ETHUSDT&{query}")).Select(time => (int)(time - Minute(0)).TotalMinutes);

    private static async Task<string?> StatusAsync(RunningExchange exchange)
    {
        var info = await exchange.JsonAsync("/api/v3/exchangeInfo");
        return info.GetProperty("symbols").EnumerateArray()
            .Where(symbol => symbol.GetProperty("symbol").GetString() == "ETHUSDT")
            .Select(symbol => symbol.GetProperty("status").GetString())
            .SingleOrDefault();
    }
}
