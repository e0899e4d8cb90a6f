using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ServerlessPipeline.Fetcher.Health;
using ServerlessPipeline.SimulatedExchange.Tests;

namespace ServerlessPipeline.Fetcher.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_are_one_line_in_the_embedded_format_and_each_has_its_value()
    {
        using var output = new MemoryStream();
        var metrics = new FetcherMetrics(output, TimeProvider.System, new SystemdNotifier(null), "files");
        metrics.MinuteFetched(missing: 2);
        metrics.Repaired(30);
        metrics.GapsOpen(4);

        metrics.Say(TimeSpan.FromSeconds(1.5), usedWeight: 21, spooled: 1);

        var line = Encoding.UTF8.GetString(output.ToArray());
        Assert.EndsWith("}\n", line);
        var root = JsonDocument.Parse(line).RootElement;
        var directive = root.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        Assert.Equal("ServerlessPipeline", directive.GetProperty("Namespace").GetString());
        Assert.Equal("files", root.GetProperty(directive.GetProperty("Dimensions")[0][0].GetString()!).GetString());
        Assert.All(directive.GetProperty("Metrics").EnumerateArray(), metric =>
            Assert.True(root.TryGetProperty(metric.GetProperty("Name").GetString()!, out _)));
        Assert.Equal((1, 2, 30, 4, 1500, 21, 1), (
            Value("MinutesFetched"), Value("CandlesMissing"), Value("CandlesRepaired"), Value("GapsOpen"), Value("Lag"),
            Value("UsedWeight"), Value("SpooledFiles")));

        int Value(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Counts_are_said_once_and_states_as_long_as_they_last()
    {
        using var output = new MemoryStream();
        var metrics = new FetcherMetrics(output, TimeProvider.System, new SystemdNotifier(null), "files");
        metrics.Repaired(30);
        metrics.GapsOpen(4);
        metrics.Say(TimeSpan.Zero, 0, 0);

        metrics.Say(TimeSpan.Zero, 0, 0);

        var second = JsonDocument.Parse(Encoding.UTF8.GetString(output.ToArray()).Split('\n')[1]).RootElement;
        Assert.Equal((0, 4), (second.GetProperty("CandlesRepaired").GetInt32(), second.GetProperty("GapsOpen").GetInt32()));
    }

    [Fact]
    public void Systemd_is_told_that_the_program_is_ready_and_alive()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's.");
        var path = Path.Combine(_folder.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        var notifier = new SystemdNotifier(path);

        notifier.Ready();
        notifier.Alive();

        Assert.Equal(("READY=1", "WATCHDOG=1"), (Received(), Received()));

        string Received()
        {
            var buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, systemd.Receive(buffer));
        }
    }

    [Fact]
    public void Without_systemd_and_with_one_that_is_gone_nothing_happens()
    {
        new SystemdNotifier(null).Alive();
        new SystemdNotifier(Path.Combine(_folder.Path, "gone")).Alive();
    }
}
