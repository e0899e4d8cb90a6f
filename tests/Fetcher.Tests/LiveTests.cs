using System.Text;
using System.Text.Json;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>The minute now open, and answers that do not come at once; the test moves the clock.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task Open_minute_is_asked_for_only_when_it_is_closed_and_the_grace_is_over()
    {
        await using var scene = await Scene.OpenAsync();
        var run = scene.Fetch("BTCUSDT", first: null, minutes: 1);
        await scene.UntilStartedAsync();

        scene.Time.Advance(TimeSpan.FromSeconds(50.999));
        var questionsBefore = scene.Market.Questions;
        var filesBefore = scene.SpooledFiles.Length;
        scene.Time.Advance(TimeSpan.FromMilliseconds(1));
        await run;

        Assert.Equal((0, 0), (questionsBefore, filesBefore));
        var file = scene.Store.Objects[Scene.Key(0)];
        Assert.Equal("2026-02-02T13:41:01.000Z", file.Metadata["fetched-at"]);
        Assert.Equal($"{Scene.Minute(1).ToUnixTimeMilliseconds() - 1}", file.Rows[0][7]);
    }

    [Fact]
    public async Task Candle_that_lags_its_minute_is_waited_for()
    {
        await using var scene = await Scene.OpenAsync();
        var late = Scene.Minute(1).AddSeconds(20);
        scene.Market.Hides = (symbol, minute) =>
            symbol == "ETHUSDT" && minute == Scene.Minute(0) && scene.Exchange.Now < late;

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: 0, minutes: 1);
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(0.2));

        var file = scene.Store.Objects[Scene.Key(0)];
        Assert.Equal(["BTCUSDT", "ETHUSDT"], file.Symbols);
        Assert.InRange(DateTimeOffset.Parse(file.Metadata["fetched-at"]), late, late.AddSeconds(10));
    }

    [Fact]
    public async Task Candle_that_never_comes_is_given_up_when_the_next_minute_is_over()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT";

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: 0, minutes: 1);
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(1));

        var file = scene.Store.Objects[Scene.Key(0)];
        Assert.Equal("ETHUSDT", file.Metadata["missing-symbols"]);
        var fetchedAt = DateTimeOffset.Parse(file.Metadata["fetched-at"]);
        Assert.InRange(fetchedAt, Scene.Minute(2), Scene.Minute(2).AddSeconds(30));
    }

    [Fact]
    public async Task Five_hundred_symbols_use_a_thousand_of_the_six_thousand_weight_of_a_minute()
    {
        Symbol[] symbols = [.. Enumerable.Range(0, 500).Select(i => Symbol.Parse($"S{i}USDT"))];
        await using var scene = await Scene.OpenAsync(more: symbols);
        var run = scene.Fetch(string.Join(',', symbols), first: null, minutes: 2);

        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromMilliseconds(100));
        await run;

        var used = Encoding.UTF8.GetString(scene.Metrics.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("UsedWeight").GetInt32());
        // The clock is read once a minute, before the candles or after.
        Assert.All(used, weight => Assert.InRange(weight, 1000, 1001));
        Assert.All(scene.Store.Objects.Values, file => Assert.Equal(500, file.Rows.Count));
    }

    [Fact]
    public async Task Weight_that_is_used_up_is_waited_for_and_costs_no_symbol()
    {
        // 21 are gone before the first candle.
        await using var scene = await Scene.OpenAsync(weightLimit: 24);

        var run = scene.Fetch("BTCUSDT,ETHUSDT,LTCUSDT", first: 5, minutes: 1);
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(5));

        Assert.Equal(["BTCUSDT", "ETHUSDT", "LTCUSDT"], scene.Store.Objects[Scene.Key(-5)].Symbols);
    }

    [Fact]
    public async Task Exchange_that_is_away_for_minutes_costs_no_file()
    {
        await using var scene = await Scene.OpenAsync();
        var run = scene.Fetch("BTCUSDT", first: null, minutes: 4);
        await scene.UntilStartedAsync();

        var port = scene.Exchange.BaseAddress.Port;
        await scene.Exchange.DisposeAsync();
        await scene.UntilAsync(() => scene.Log().Contains("fetched again"), step: TimeSpan.FromSeconds(5));
        await scene.StartExchangeAsync(port, Scene.Minute(10));
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(5));

        Assert.Equal([Scene.Key(0), Scene.Key(1), Scene.Key(2), Scene.Key(3)], scene.Store.Keys);
    }

    [Fact]
    public async Task Exchange_that_is_away_at_the_start_is_waited_for()
    {
        await using var scene = await Scene.OpenAsync();
        var port = scene.Exchange.BaseAddress.Port;
        await scene.Exchange.DisposeAsync();

        var run = scene.Fetch("BTCUSDT", first: 1, minutes: 1);
        await scene.UntilAsync(() => scene.Log().Contains("trying again"));
        await scene.StartExchangeAsync(port, Scene.Now);
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(5));

        Assert.Contains(Scene.Key(-1), scene.Store.Objects);
    }

    [Fact]
    public async Task Clock_follows_the_exchanges_when_that_is_set_anew()
    {
        await using var scene = await Scene.OpenAsync();
        var run = scene.Fetch("BTCUSDT", first: 0, minutes: 31);
        await scene.UntilStartedAsync();

        var port = scene.Exchange.BaseAddress.Port;
        await scene.Exchange.DisposeAsync();
        await scene.StartExchangeAsync(port, Scene.Now.AddMinutes(30));
        await scene.UntilDoneAsync(run);

        Assert.Equal(31, scene.Store.Keys.Count);
    }
}
