using System.Globalization;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>Gaps, however they came about, and how they are closed. The test moves the clock.</summary>
public sealed class RepairTests(LocalAws aws)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Minutes_of_a_time_without_a_fetcher_are_repaired_when_it_is_back()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: 20, minutes: 2));
        await using var later = scene.Again();

        await later.UntilDoneAsync(later.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 1));

        var minutes = scene.MinutesOf("BTCUSDT").ToList();
        Assert.InRange(minutes[^1], 0, 3);
        Assert.Equal(Enumerable.Range(-20, 21 + minutes[^1]), minutes);
        Assert.Equal(minutes, scene.MinutesOf("ETHUSDT"));
        Assert.Contains(scene.Store.Keys, key => key.StartsWith("market/repairs_1_min/dt=2026-02-02/BTCUSDT-1322-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_candle_that_came_too_late_is_repaired()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.Hides = (symbol, minute) =>
            symbol == "ETHUSDT" && minute == Scene.Minute(0) && scene.Exchange.Now < Scene.Minute(4);

        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 6));

        Assert.Equal("ETHUSDT", scene.Store.Objects[Scene.Key(0)].Metadata["missing-symbols"]);
        Assert.Equal(Enumerable.Range(0, 6), scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task A_hole_of_the_exchange_itself_is_recorded_and_not_asked_for_for_ever()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.Hides = (symbol, minute) => symbol == "ETHUSDT" && minute == Scene.Minute(-3);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: 5, minutes: 5));
        await using var later = scene.Again();
        var before = scene.Market.Questions;

        await later.UntilDoneAsync(later.Fetch("BTCUSDT,ETHUSDT", first: 0, minutes: 1));

        // The two of the minute, and none for the hole.
        Assert.Equal(before + 2, scene.Market.Questions);
        Assert.Equal([-5, -4, -2, -1, 0], scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task An_empty_answer_is_no_proof_of_a_hole()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT" && scene.Exchange.Now < Scene.Minute(5);

        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: 3, minutes: 4));

        Assert.Equal(Enumerable.Range(-3, 4), scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task An_outage_of_half_an_hour_is_closed_within_five_minutes_and_delays_no_live_minute()
    {
        using var network = new Outage();
        await using var scene = await Scene.OpenAsync(aws, network);
        var run = scene.Fetch("BTCUSDT,ETHUSDT,SOLUSDT", first: null, minutes: 41);
        await scene.UntilAsync(() => scene.Store.Objects.ContainsKey(Scene.Key(1)), Step);

        network.Down = true;
        await scene.UntilAsync(() => scene.Exchange.Now >= Scene.Minute(33), Step);
        var whileDown = scene.Store.Keys.Count;
        network.Down = false;
        await scene.UntilAsync(
            () => scene.MinutesOf("SOLUSDT").Count() >= 34 && scene.MinutesOf("BTCUSDT").Contains(31), () => Careful(scene));
        var closed = scene.Exchange.Now;
        await scene.UntilAsync(() => run.IsCompleted, () => Careful(scene));
        await run;

        Assert.InRange(whileDown, 2, 3);
        Assert.InRange(closed, Scene.Minute(33), Scene.Minute(38));
        Assert.All((string[])["BTCUSDT", "ETHUSDT", "SOLUSDT"], symbol => Assert.Equal(Enumerable.Range(0, 41), scene.MinutesOf(symbol)));
        Assert.All(Enumerable.Range(35, 6), minute => Assert.InRange(
            Fetched(scene, minute) - Scene.Minute(minute + 1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task At_its_bound_the_spool_takes_no_more_and_nothing_is_lost()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Store.Down = true;
        scene.SpoolBytes = 1000;
        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: 10, minutes: 14);
        await scene.UntilAsync(() => scene.Log().Contains("the spool does not take it"), Step);
        var spooled = scene.SpooledFiles.Length;

        scene.Store.Down = false;
        await scene.UntilDoneAsync(run);

        Assert.InRange(spooled, 1, 4);
        Assert.Equal(Enumerable.Range(-10, 14), scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task Two_fetchers_at_once_bring_each_minute_once()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await using var other = scene.Beside();
        var first = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 6);
        var second = other.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 6);

        await scene.UntilDoneAsync(Task.WhenAll(first, second));

        var minutes = scene.MinutesOf("BTCUSDT").ToList();
        Assert.Equal(Enumerable.Range(minutes[0], minutes.Count), minutes);
        Assert.Equal(minutes, scene.MinutesOf("ETHUSDT"));
        Assert.InRange(minutes.Count, 6, 8);
        other.Spool.Dispose();
    }

    [Fact]
    public async Task A_second_fetcher_on_the_same_spool_is_refused()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Store.Down = true;
        _ = scene.Fetch("BTCUSDT", first: null, minutes: null);
        await scene.UntilAsync(() => scene.SpooledFiles.Length > 0, Step);
        await using var second = scene.Again();

        var refused = await Assert.ThrowsAsync<IOException>(() => second.Fetch("BTCUSDT", first: 5, minutes: 1));

        Assert.Contains("in use by another fetcher", refused.Message);
    }

    // Slow enough for the machine to keep up with its time. When a minute is due, it hardly moves until that is there: only
    // what the fetcher itself waits for makes it late.
    private static TimeSpan Careful(Scene scene)
    {
        var due = (int)Math.Floor((scene.Exchange.Now - Scene.Minute(1) - TimeSpan.FromSeconds(1)).TotalMinutes);
        return due >= 41 || scene.Store.Objects.ContainsKey(Scene.Key(due)) ? Step / 20 : Step / 1000;
    }

    private static DateTimeOffset Fetched(Scene scene, int minute) => DateTimeOffset.Parse(
        scene.Store.Objects[Scene.Key(minute)].Metadata["fetched-at"], CultureInfo.InvariantCulture);

    private sealed class Outage() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Down { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Down ? throw new HttpRequestException("The exchange is away.") : base.SendAsync(request, cancellationToken);
    }
}
