using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>
/// An hour of 500 symbols while a service takes connections and does not answer, with the program as a process: it stays well
/// below what its unit allows it. It takes six minutes for each, and an idle machine: <c>MEMORY=1</c> in the environment runs it.
/// </summary>
public sealed class MemoryTests(LocalAws aws, ITestOutputHelper output) : IDisposable
{
    private const double Speed = 10;
    private const int MostKilobytes = 200 * 1024;

    private readonly TempFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Theory]
    [InlineData("the ledger")]
    [InlineData("S3")]
    public async Task An_hour_without_it_takes_less_than_200_MB(string missing)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MEMORY") == "1" && OperatingSystem.IsLinux(), "It takes long: MEMORY=1 runs it.");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Symbol[] symbols = [.. Enumerable.Range(0, 500).Select(i => Symbol.Parse($"S{i}USDT"))];
        await using var store = await ObjectStore.StartAsync();
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(new AlteredMarket { More = symbols }, new ExchangeClock(TimeProvider.System, Scene.Now, Speed)),
            TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServerlessPipeline.Fetcher.dll")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        (string Name, string Value)[] environment =
        [
            ("BUCKET", "market"), ("SYMBOLS", string.Join(',', symbols)), ("SPOOL_FOLDER", _spool.Path),
            ("EXCHANGE_URL", $"{exchange.BaseAddress}"), ("CLOCK_SPEED", Speed.ToString(CultureInfo.InvariantCulture)),
            ("STATE_TABLE", await aws.NewTableAsync(PipelineState.Id)), ("REPAIR_DAYS", "2"),
            ("AWS_ENDPOINT_URL_S3", missing == "S3" ? $"http://{silent.LocalEndpoint}" : $"{store.Address}"),
            ("AWS_ENDPOINT_URL_DYNAMODB", missing == "S3" ? $"{aws.Endpoint}" : $"http://{silent.LocalEndpoint}"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", LocalAccount.OperatorAccessKey), ("AWS_SECRET_ACCESS_KEY", LocalAws.Secret),
        ];
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var most = 0;
        while (exchange.Now < Scene.Minute(61) && !process.HasExited)
        {
            most = MostResident(process);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var files = missing == "S3" ? Directory.GetFiles(_spool.Path, "*.spool").Length : store.Objects.Count;
        output.WriteLine($"{most} KB at most, {files} files");

        Assert.True(alive, "It ended.");
        Assert.InRange(files, 30, 62);
        Assert.InRange(most, 1, MostKilobytes);
    }

    private static int MostResident(Process process) => int.Parse(
        File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
