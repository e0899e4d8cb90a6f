using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>Symbols that do not trade, or not for a while; and what a symbol that is late costs the others. The test moves the clock.</summary>
public sealed class HaltTests(LocalAws aws)
{
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");

    // Far from the 45 seconds that a minute has in all; the machine may be busy.
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("BREAK")]
    [InlineData("HALT")]
    [InlineData(null)]
    public async Task Symbol_that_does_not_trade_is_named_once_and_neither_asked_for_nor_missed(string? status)
    {
        await using var scene = await Scene.OpenAsync();
        scene.Listed.Set(Eth, Scene.Minute(-60), status);

        await scene.Fetch("BTCUSDT,ETHUSDT", first: 5, minutes: 5);

        Assert.Equal(5, scene.Market.Questions);
        Assert.Equal(1, scene.Logged("\"symbols\":\"ETHUSDT\""));
        Assert.All(scene.Store.Objects.Values, file => Assert.Equal(["BTCUSDT"], file.Symbols));
        Assert.All(scene.Store.Objects.Values, file => Assert.DoesNotContain("missing-symbols", file.Metadata.Keys));
    }

    [Fact]
    public async Task Symbol_that_halts_while_running_delays_no_file_and_is_whole_again_when_it_trades()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Listed.Set(Eth, Scene.Minute(2), "BREAK");
        scene.Listed.Set(Eth, Scene.Minute(8), ListedMarket.Trading);

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 20);
        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.All(Enumerable.Range(0, 20), minute => Assert.InRange(scene.Lateness(minute), TimeSpan.Zero, Seconds));
        Assert.Equal(1, scene.Logged("symbols do not trade"));
        Assert.Equal(1, scene.Logged("symbols trade, they are expected"));
        Assert.DoesNotContain("missing-symbols", scene.Store.Objects[Scene.Key(6)].Metadata.Keys.Select(name => $"{name}"));
        Assert.Contains("ETHUSDT", scene.Store.Objects[Scene.Key(19)].Symbols);
        Assert.Equal([0, 1, .. Enumerable.Range(8, 12)], scene.MinutesOf("ETHUSDT"));
        Assert.Equal(Enumerable.Range(0, 20), scene.MinutesOf("BTCUSDT"));
    }

    [Fact]
    public async Task Symbol_that_is_delisted_while_running_delays_no_file_and_leaves_no_gap_open()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Listed.Set(Eth, Scene.Minute(2).AddSeconds(30), status: null);

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 8);
        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.All(Enumerable.Range(0, 8), minute => Assert.InRange(scene.Lateness(minute), TimeSpan.Zero, Seconds));
        Assert.Equal([0, 1], scene.MinutesOf("ETHUSDT"));
        Assert.Equal(1, scene.Logged("does not list symbols"));
    }

    [Fact]
    public async Task Symbol_that_is_listed_while_running_joins()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Listed.Set(Eth, DateTimeOffset.UnixEpoch, status: null);
        scene.Listed.Set(Eth, Scene.Minute(3), ListedMarket.Trading);

        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 9));

        Assert.Contains("ETHUSDT", scene.Store.Objects[Scene.Key(8)].Symbols);
        Assert.Equal(1, scene.Logged("symbols trade, they are expected"));
    }

    [Fact]
    public async Task Where_nothing_trades_the_fetcher_stays_and_goes_on_when_something_does()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Listed.Set(Eth, Scene.Minute(-60), "BREAK");
        scene.Listed.Set(Eth, Scene.Minute(3), ListedMarket.Trading);

        await scene.UntilDoneAsync(scene.Fetch("ETHUSDT", first: null, minutes: 8));

        Assert.Equal(1, scene.Logged("none of the symbols trades"));
        Assert.Contains(Scene.Key(7), scene.Store.Objects);
    }

    [Fact]
    public async Task Late_symbol_is_left_to_the_repair_after_seconds()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.Hides = (symbol, minute) =>
            symbol == "ETHUSDT" && minute == Scene.Minute(0) && scene.Exchange.Now < Scene.Minute(1).AddSeconds(40);

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 3);
        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.Equal("ETHUSDT", scene.Store.Objects[Scene.Key(0)].Metadata["missing-symbols"]);
        Assert.InRange(scene.Lateness(0), TimeSpan.FromSeconds(4), Seconds);
        Assert.Equal([0, 1, 2], scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task Symbol_whose_answer_hangs_delays_a_file_by_seconds()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Exchange.Hangs = path => path.Contains("symbol=ETHUSDT", StringComparison.Ordinal) && scene.Exchange.Now < Scene.Minute(2).AddSeconds(30);

        var run = scene.Fetch("BTCUSDT,ETHUSDT,SOLUSDT", first: null, minutes: 4);
        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.All(Enumerable.Range(0, 4), minute => Assert.InRange(scene.Lateness(minute), TimeSpan.Zero, Seconds));
        Assert.Equal(["BTCUSDT", "SOLUSDT"], scene.Store.Objects[Scene.Key(0)].Symbols);
        Assert.Equal([0, 1, 2, 3], scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task Minute_that_nobody_has_yet_is_asked_for_one_symbol_at_a_time()
    {
        Symbol[] symbols = [.. Enumerable.Range(0, 50).Select(i => Symbol.Parse($"S{i}USDT"))];
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.More = symbols;
        scene.Market.Hides = (_, minute) => scene.Exchange.Now < minute.AddSeconds(75);

        var run = scene.Fetch(string.Join(',', symbols), first: null, minutes: 1);
        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.Equal(50, scene.Store.Objects[Scene.Key(0)].Rows.Count);
        // All twice, and a question every two seconds.
        Assert.InRange(scene.Market.Questions, 100, 115);
    }
}
