using System.Net;
using System.Text.Json;

namespace ServerlessPipeline.SimulatedExchange.Tests;

public sealed class KlinesEndpointTests
{
    private static readonly DateTimeOffset Open = RunningExchange.Start.AddSeconds(-10);
    private static readonly long OpenMs = Open.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Kline_is_an_array_of_twelve_with_binances_types_and_eight_decimals()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var kline = (await exchange.JsonAsync(
            $"/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1&startTime={OpenMs - 60_000}"))[0];

        Assert.Equal("nsssssnsnsss", string.Concat(kline.EnumerateArray().Select(Kind)));
        Assert.Equal(OpenMs - 60_000, kline[0].GetInt64());
        Assert.Equal(OpenMs - 1, kline[6].GetInt64());
        Assert.Matches(@"^\d+\.\d{8}$", kline[1].GetString());
        Assert.Equal("0", kline[11].GetString());
    }

    [Fact]
    public async Task Without_bounds_the_newest_500_come_oldest_first_and_end_with_the_open_minute()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var times = await exchange.OpenTimesAsync("symbol=BTCUSDT");

        Assert.Equal(500, times.Length);
        Assert.Equal(Open, times[^1]);
        Assert.Equal(Open.AddMinutes(-499), times[0]);
    }

    [Fact]
    public async Task With_a_start_the_oldest_come_first_up_to_the_limit()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var times = await exchange.OpenTimesAsync($"symbol=BTCUSDT&limit=3&startTime={OpenMs - 600_000 + 1}");

        Assert.Equal([Open.AddMinutes(-9), Open.AddMinutes(-8), Open.AddMinutes(-7)], times);
    }

    [Fact]
    public async Task With_an_end_alone_the_last_that_opened_by_then_come()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var times = await exchange.OpenTimesAsync($"symbol=BTCUSDT&limit=2&endTime={OpenMs - 60_000}");

        Assert.Equal([Open.AddMinutes(-2), Open.AddMinutes(-1)], times);
    }

    [Fact]
    public async Task Both_bounds_are_inclusive()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var times = await exchange.OpenTimesAsync(
            $"symbol=BTCUSDT&startTime={OpenMs - 180_000}&endTime={OpenMs - 60_000}");

        Assert.Equal([Open.AddMinutes(-3), Open.AddMinutes(-2), Open.AddMinutes(-1)], times);
    }

    [Theory]
    [InlineData("startTime=9223372036854775807")]
    [InlineData("startTime=1770039600000&endTime=1770039000000")]
    [InlineData("endTime=1000")]
    public async Task Range_with_nothing_in_it_is_an_empty_array(string range)
    {
        await using var exchange = await RunningExchange.StartAsync();

        var text = await exchange.TextAsync($"/api/v3/klines?symbol=BTCUSDT&interval=1m&{range}");

        Assert.Equal("[]", text);
    }

    [Fact]
    public async Task More_than_1000_are_never_given()
    {
        await using var exchange = await RunningExchange.StartAsync();

        var times = await exchange.OpenTimesAsync("symbol=BTCUSDT&limit=5000");

        Assert.Equal(1000, times.Length);
    }

    [Fact]
    public async Task Unfinished_kline_grows_until_its_minute_is_over_and_then_stays()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var path = $"/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime={OpenMs}&limit=1";

        var early = (await exchange.JsonAsync(path))[0];
        exchange.Time.Advance(TimeSpan.FromSeconds(20));
        var later = (await exchange.JsonAsync(path))[0];
        exchange.Time.Advance(TimeSpan.FromSeconds(30));
        var finished = await exchange.TextAsync(path);
        exchange.Time.Advance(TimeSpan.FromHours(5));
        var longAfter = await exchange.TextAsync(path);

        Assert.Equal(early[1].GetString(), later[1].GetString());
        Assert.Equal(OpenMs + 59_999, early[6].GetInt64());
        Assert.True(early[8].GetInt64() < later[8].GetInt64());
        Assert.Equal(finished, longAfter);
        Assert.NotEqual(later.GetRawText(), JsonDocument.Parse(finished).RootElement[0].GetRawText());
    }

    [Theory]
    [InlineData("interval=1m", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=&interval=1m", -1102,
        "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=BTCUSDT", -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=BTCUSDT&interval=5m", -1120, "Invalid interval.")]
    [InlineData("symbol=NOSUCH&interval=1m", -1121, "Invalid symbol.")]
    [InlineData("symbol=btcusdt&interval=1m", -1100,
        "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.")]
    [InlineData("symbol=BTCUSDT&interval=1m&limit=x", -1100,
        "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.")]
    [InlineData("symbol=BTCUSDT&interval=1m&startTime=-1", -1100,
        "Illegal characters found in parameter 'startTime'; legal range is '^[0-9]{1,20}$'.")]
    [InlineData("symbol=BTCUSDT&interval=1m&endTime=", -1105, "Parameter 'endTime' was empty.")]
    [InlineData("symbol=BTCUSDT&interval=1m&limit=0", -1130, "Data sent for parameter 'limit' is not valid.")]
    [InlineData("symbol=BTCUSDT&symbol=ETHUSDT&interval=1m", -1101, "Duplicate values for a parameter detected.")]
    [InlineData("symbol=BTCUSDT&interval=1m&start=1", -1104,
        "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.")]
    public async Task Wrong_request_is_refused_with_binances_code_and_message(string query, int code, string message)
    {
        await using var exchange = await RunningExchange.StartAsync();

        using var response = await exchange.GetAsync($"/api/v3/klines?{query}");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal($$"""{"code":{{code}},"msg":"{{message}}"}""", body);
    }

    private static char Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => 'n',
        JsonValueKind.String => 's',
        _ => '?',
    };
}
