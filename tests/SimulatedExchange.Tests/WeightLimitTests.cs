using System.Net;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.SimulatedExchange.Tests;

public sealed class WeightLimitTests
{
    private const string Time = "/api/v3/time";

    [Theory]
    [InlineData("/api/v3/ping", 1)]
    [InlineData(Time, 1)]
    [InlineData("/api/v3/klines?symbol=BTCUSDT&interval=1m", 2)]
    [InlineData("/api/v3/exchangeInfo", 20)]
    [InlineData("/api/v3/klines?symbol=NOSUCH&interval=1m", 2)]
    public async Task Every_answer_tells_the_weight_used_so_far(string path, int weight)
    {
        await using var exchange = await RunningExchange.StartAsync();

        using var first = await exchange.GetAsync(path);
        using var second = await exchange.GetAsync(path);

        Assert.Equal(weight, UsedWeight(first));
        Assert.Equal(2 * weight, UsedWeight(second));
    }

    [Fact]
    public async Task Weight_over_the_limit_is_refused_until_the_next_minute()
    {
        await using var exchange = await RunningExchange.StartAsync(weightLimit: 2);
        using var first = await exchange.GetAsync(Time);
        using var second = await exchange.GetAsync(Time);

        using var third = await exchange.GetAsync(Time);
        var body = await third.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        exchange.Time.Advance(TimeSpan.FromSeconds(50));
        using var nextMinute = await exchange.GetAsync(Time);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(50), third.Headers.RetryAfter?.Delta);
        Assert.StartsWith("""{"code":-1003,"msg":"Too much request weight used; current limit is 2 request""", body);
        Assert.Equal(HttpStatusCode.OK, nextMinute.StatusCode);
        Assert.Equal(1, UsedWeight(nextMinute));
    }

    [Fact]
    public async Task Caller_that_goes_on_is_banned_and_the_second_ban_is_longer()
    {
        await using var exchange = await RunningExchange.StartAsync(weightLimit: 1);

        var first = await GoOnUntilBannedAsync(exchange);
        exchange.Time.Advance(TimeSpan.FromSeconds(119));
        using var stillBanned = await exchange.GetAsync(Time);
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        using var forgiven = await exchange.GetAsync(Time);
        var second = await GoOnUntilBannedAsync(exchange);

        Assert.Equal(TimeSpan.FromMinutes(2), first);
        Assert.Equal(418, (int)stillBanned.StatusCode);
        Assert.Equal(HttpStatusCode.OK, forgiven.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(4), second);
    }

    [Fact]
    public async Task Limit_follows_the_exchanges_own_minute()
    {
        await using var exchange = await RunningExchange.StartAsync(weightLimit: 1, speed: 60);
        using var first = await exchange.GetAsync(Time);

        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        using var aMinuteLater = await exchange.GetAsync(Time);

        Assert.Equal(HttpStatusCode.OK, aMinuteLater.StatusCode);
    }

    [Fact]
    public async Task The_exchange_client_tells_a_limit_from_a_ban()
    {
        await using var exchange = await RunningExchange.StartAsync(weightLimit: 1);
        var client = new BinanceClient(exchange.Http);
        using var used = await exchange.GetAsync(Time);

        var limited = await Assert.ThrowsAsync<BinanceException>(
            () => client.GetServerTimeAsync(TestContext.Current.CancellationToken));
        await GoOnUntilBannedAsync(exchange);
        var banned = await Assert.ThrowsAsync<BinanceException>(
            () => client.GetServerTimeAsync(TestContext.Current.CancellationToken));

        Assert.Equal((BinanceErrorKind.RateLimited, TimeSpan.FromSeconds(50)), (limited.Kind, limited.RetryAfter));
        Assert.Equal((BinanceErrorKind.Banned, TimeSpan.FromMinutes(2)), (banned.Kind, banned.RetryAfter));
    }

    private static async Task<TimeSpan?> GoOnUntilBannedAsync(RunningExchange exchange)
    {
        for (var i = 0; i < 100; i++)
        {
            using var response = await exchange.GetAsync(Time);
            if ((int)response.StatusCode == 418)
            {
                return response.Headers.RetryAfter?.Delta;
            }
        }

        return null;
    }

    private static int UsedWeight(HttpResponseMessage response) =>
        int.Parse(Assert.Single(response.Headers.GetValues("X-MBX-USED-WEIGHT-1M")));
}
