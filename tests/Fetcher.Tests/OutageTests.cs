using System.Net.Sockets;
using System.Text;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>An exchange that bans, hangs, or says odd things. None of it ends the fetcher. The test moves the clock.</summary>
public sealed class OutageTests(LocalAws aws) : IDisposable
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_asked_during_a_ban_and_signs_of_life_go_on(bool fromTheStart)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's.");
        await using var scene = await Scene.OpenAsync(aws);
        scene.NotifySocket = Path.Combine(_folder.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(scene.NotifySocket));
        var banned = TimeSpan.FromMinutes(10);
        if (fromTheStart)
        {
            scene.Exchange.Ban(banned);
        }

        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: fromTheStart ? 2 : 15);
        if (!fromTheStart)
        {
            await scene.UntilAsync(() => scene.Store.Objects.ContainsKey(Scene.Key(0)), TimeSpan.FromSeconds(1));
            scene.Exchange.Ban(banned);
        }

        await scene.UntilAsync(() => scene.Exchange.AskedWhileBanned > 0, TimeSpan.FromSeconds(1));
        var told = scene.Exchange.Now;
        await scene.UntilAsync(() => scene.Exchange.Now >= told.AddSeconds(5), TimeSpan.FromSeconds(0.1));
        var asked = scene.Exchange.AskedWhileBanned;
        var alive = scene.Time.GetUtcNow();
        var longestSilence = TimeSpan.Zero;
        await scene.UntilAsync(() => scene.Exchange.Now >= told.AddMinutes(12), () =>
        {
            var now = scene.Time.GetUtcNow();
            longestSilence = now - alive > longestSilence ? now - alive : longestSilence;
            alive = Heard(systemd) ? now : alive;
            return TimeSpan.FromSeconds(0.5);
        });
        var askedInAll = scene.Exchange.AskedWhileBanned;
        await scene.UntilDoneAsync(run);

        // Those that were on their way when the first was told.
        Assert.InRange(asked, 1, 4);
        Assert.Equal(asked, askedInAll);
        Assert.InRange(longestSilence, TimeSpan.Zero, TimeSpan.FromMinutes(2.5));
        Assert.True(scene.MinutesOf("BTCUSDT").Any());
    }

    [Fact]
    public async Task Live_minutes_do_not_wait_for_a_list_of_symbols_that_hangs()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Exchange.Hangs = path => path.StartsWith("/api/v3/exchangeInfo", StringComparison.Ordinal);

        var run = scene.Fetch("BTCUSDT,NOSUCH", first: null, minutes: 3);
        await scene.UntilAsync(() => scene.Store.Objects.ContainsKey(Scene.Key(2)), scene.Careful);
        scene.Exchange.Hangs = _ => false;
        await scene.StopAsync();

        Assert.All(Enumerable.Range(0, 3), minute => Assert.InRange(scene.Lateness(minute), TimeSpan.Zero, Seconds));
        Assert.Contains("could not be read yet", scene.Log());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Live_minutes_do_not_wait_for_a_clock_that_hangs()
    {
        await using var scene = await Scene.OpenAsync(aws);
        var run = scene.Fetch("BTCUSDT", first: null, minutes: 6);
        await scene.UntilStartedAsync();
        scene.Exchange.Hangs = path => path.StartsWith("/api/v3/time", StringComparison.Ordinal);

        await scene.UntilAsync(() => run.IsCompleted, scene.Careful);
        await run;

        Assert.All(Enumerable.Range(0, 6), minute => Assert.InRange(scene.Lateness(minute), TimeSpan.Zero, Seconds));
    }

    [Fact]
    public async Task Exchange_that_hangs_whole_for_minutes_costs_no_candle()
    {
        await using var scene = await Scene.OpenAsync(aws);
        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 10);
        await scene.UntilAsync(() => scene.Store.Objects.ContainsKey(Scene.Key(0)), TimeSpan.FromSeconds(1));

        scene.Exchange.Hangs = _ => true;
        await scene.UntilAsync(() => scene.Exchange.Now >= Scene.Minute(5), TimeSpan.FromSeconds(0.5));
        scene.Exchange.Hangs = _ => false;
        await scene.UntilDoneAsync(run);

        Assert.Equal(Enumerable.Range(0, 10), scene.MinutesOf("BTCUSDT"));
        Assert.Equal(Enumerable.Range(0, 10), scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task Odd_listings_are_skipped_and_those_that_were_asked_for_are_named()
    {
        const string Strangers = """
            "symbols":[{"symbol":"ABCDEFGHIJKLMNOPQRSTUVWXYZ","status":"TRADING"},{"symbol":"usdUSDT","status":"TRADING"},null,{"symbol":7},
            """;
        using var network = new Rewriting(answer => answer
            .Replace("\"symbols\":[", Strangers, StringComparison.Ordinal)
            .Replace("\"symbol\":\"ETHUSDT\",\"status\":\"TRADING\"", "\"symbol\":\"ETHUSDT\",\"status\":null", StringComparison.Ordinal)
            .Replace("\"symbol\":\"SOLUSDT\"", "\"symbol\":\"solUSDT\"", StringComparison.Ordinal));
        await using var scene = await Scene.OpenAsync(network: network);

        await scene.Fetch("BTCUSDT,ETHUSDT,SOLUSDT", first: 5, minutes: 2);

        Assert.All(scene.Store.Objects.Values, file => Assert.Equal(["BTCUSDT"], file.Symbols));
        Assert.Equal(2, scene.Store.Keys.Count);
        Assert.Equal(2, scene.Logged("in a form that cannot be used"));
        Assert.DoesNotContain("ABCDEFGHIJKLMNOPQRSTUVWXYZ", scene.Log());
    }

    [Fact]
    public async Task Malformed_kline_costs_no_other_of_its_piece_and_is_named()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 60, minutes: 2));
        scene.Market.Alter = kline => kline.OpenTime == Scene.Minute(-30).ToUnixTimeMilliseconds() ? kline with { Low = "1,5" } : kline;
        await using var later = scene.Again();

        var run = later.Fetch("BTCUSDT", first: null, minutes: 1);
        await later.UntilAsync(() => later.Log().Contains("cannot be used, the gap stays open"), TimeSpan.FromSeconds(1));
        await later.UntilAsync(() => scene.MinutesOf("BTCUSDT").Contains(-1), TimeSpan.FromSeconds(1));
        var had = scene.MinutesOf("BTCUSDT").Where(minute => minute < 0).ToList();
        scene.Market.Alter = kline => kline;
        await later.UntilDoneAsync(run);

        Assert.Equal(Enumerable.Range(-60, 60).Where(minute => minute != -30), had);
        Assert.Contains("low: '1,5'", later.Log());
        Assert.Contains(-30, scene.MinutesOf("BTCUSDT"));
    }

    private static bool Heard(Socket systemd)
    {
        var heard = false;
        var buffer = new byte[64];
        while (systemd.Available > 0)
        {
            heard |= Encoding.ASCII.GetString(buffer, 0, systemd.Receive(buffer)) == "WATCHDOG=1";
        }

        return heard;
    }

    /// <summary>Changes what the exchange says.</summary>
    private sealed class Rewriting(Func<string, string> change) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content = new StringContent(change(await response.Content.ReadAsStringAsync(cancellationToken)));
            return response;
        }
    }
}
