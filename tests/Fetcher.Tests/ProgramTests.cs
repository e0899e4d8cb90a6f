using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>The program as a process, in real time, against a market that runs 600 times as fast.</summary>
public sealed class ProgramTests : IDisposable
{
    private const double Speed = 600;

    private readonly TempFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task Fetches_so_many_minutes_live_and_ends_with_0()
    {
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await StartExchangeAsync();
        using var process = Start(store, exchange, ("MINUTES", "3"));

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Equal(3, store.Keys.Count);
        Assert.All(store.Objects.Values, file => Assert.Equal(["ETHUSDT", "BTCUSDT"], file.Symbols));
        Assert.All(store.Objects.Values, file => Assert.True(
            DateTimeOffset.Parse(file.Metadata["fetched-at"]).ToUnixTimeMilliseconds() > long.Parse(file.Rows[0][7])));
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("timestamp", out _)));
    }

    [Fact]
    public async Task Sigterm_ends_it_with_0()
    {
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await StartExchangeAsync();
        using var process = Start(store, exchange);
        while (store.Requests == 0)
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, process.ExitCode);
        Assert.Empty(Directory.GetFiles(_spool.Path, "*.unfinished"));
    }

    [Fact]
    public async Task Wrong_setting_ends_it_with_1_and_is_named()
    {
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await StartExchangeAsync();
        using var process = Start(store, exchange, ("SYMBOLS", "btcusdt"));

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("SYMBOLS", output);
    }

    [Fact]
    public async Task Ready_is_said_before_the_exchange_is_reached_and_signs_of_life_follow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's.");
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await StartExchangeAsync();
        exchange.Ban(TimeSpan.FromDays(365));
        var path = Path.Combine(_spool.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        using var process = Start(store, exchange, ("NOTIFY_SOCKET", path), ("CLOCK_SPEED", "100000"));
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        string[] said = [await ReceivedAsync(systemd), await ReceivedAsync(systemd)];
        var ended = process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["READY=1", "WATCHDOG=1"], said);
        Assert.False(ended);
    }

    private static async Task<string> ReceivedAsync(Socket systemd)
    {
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }

    private static Task<SimulatedExchangeServer> StartExchangeAsync() => SimulatedExchangeServer.StartAsync(
        new SimulatedExchangeOptions(
            new SimulatedMarket(seed: 1), new ExchangeClock(TimeProvider.System, Scene.Now, Speed)),
        TestContext.Current.CancellationToken);

    private Process Start(
        ObjectStore store, SimulatedExchangeServer exchange, params (string Name, string Value)[] variables)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ServerlessPipeline.Fetcher.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        (string Name, string Value)[] all =
        [
            ("BUCKET", "market"), ("SYMBOLS", "ETHUSDT,BTCUSDT"), ("SPOOL_FOLDER", _spool.Path),
            ("EXCHANGE_URL", $"{exchange.BaseAddress}"), ("CLOCK_SPEED", $"{Speed}"),
            ("AWS_ENDPOINT_URL", $"{store.Address}"), ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", LocalAccount.OperatorAccessKey), ("AWS_SECRET_ACCESS_KEY", LocalAws.Secret),
            .. variables,
        ];
        foreach (var (name, value) in all)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
