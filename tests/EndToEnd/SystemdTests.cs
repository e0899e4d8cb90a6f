using System.Globalization;
using Amazon.S3.Model;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.SimulatedExchange;
using ServerlessPipeline.SimulatedExchange.Simulation;

namespace ServerlessPipeline.EndToEnd;

/// <summary>
/// The deployed fetcher as its instance runs it: installed by <c>install.sh</c>, as the unit with all its restrictions, under systemd.
/// The instance's Amazon Linux has the same release of systemd as Debian 12. How much memory and how many tasks the unit may have is
/// held only where the machine has control groups of version 2.
/// </summary>
public sealed class SystemdTests : IDisposable
{
    private const double Speed = 60;

    private static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 30, 0, TimeSpan.Zero);

    /// <summary>Up to where user data calls <c>install.sh</c>. There is no CloudWatch agent for what is in its place.</summary>
    private const string Install =
        """
        mkdir --parents /etc/serverlesspipeline /opt/serverlesspipeline /opt/aws/amazon-cloudwatch-agent/bin
        printf '#!/bin/sh\nexit 0\n' > /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
        chmod +x /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
        cp --recursive /asset /opt/serverlesspipeline/fetcher
        cp /test/fetcher.env /etc/serverlesspipeline/
        say() { cat > "/test/$1.unfinished" && mv "/test/$1.unfinished" "/test/$1"; }
        wait_for() { until [ -e "/test/$1" ]; do sleep 0.2; done; }
        # As where the journal is in memory.
        rm --recursive --force /var/log/journal && systemctl restart systemd-journald.service
        bash /opt/serverlesspipeline/fetcher/install.sh 2> /test/errors
        echo $? | say installed

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("systemd-").FullName;

    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_unit_fetches_under_all_its_restrictions_and_comes_back_when_it_is_killed()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        using var port = new ReservedPort();
        await WriteEnvironmentAsync(pipeline, port.Number, "BTCUSDT,ETHUSDT");
        await using var machine = await Machine.StartAsync(
            Install
            + """
            wait_for kill
            systemctl kill --signal=KILL fetcher.service
            wait_for report
            pid=$(systemctl show --property=MainPID --value fetcher.service)
            {
                echo "state $(systemctl is-active fetcher.service)"
                echo "restarts $(systemctl show --property=NRestarts --value fetcher.service)"
                echo "user $(stat --format=%U "/proc/$pid")"
                grep -E '^(NoNewPrivs|Seccomp|CapBnd|CapEff):' "/proc/$pid/status"
                for place in /etc /opt/serverlesspipeline /var/lib /var/lib/fetcher; do
                    nsenter --target "$pid" --mount -- touch "$place/written" && echo "writes to $place"
                done
                echo "journal $(stat --format='%a %U %G' /var/log/journal) with $(find /var/log/journal -name '*.journal' | wc --lines) files"
                echo "shipped $(grep --count '"message"' /var/log/fetcher/fetcher.log)"
            } 2>&1 | say reported
            """,
            _folder,
            Path.Combine(Checkout.Root, "artifacts", "deployed", "Fetcher"),
            _cancellationToken);

        // The exchange is not there yet: that ends no fetcher, and fails no installation.
        var installed = await machine.ReadAsync("installed", _cancellationToken);
        Assert.True(installed.Trim() == "0", await File.ReadAllTextAsync(Path.Combine(_folder, "errors"), _cancellationToken));
        await using var exchange = await SimulatedExchangeServer.StartAsync(
            new SimulatedExchangeOptions(new SimulatedMarket(7), new ExchangeClock(TimeProvider.System, Start, Speed)) { Port = port.Number },
            _cancellationToken);
        var before = await Eventually.GetAsync(() => FilesAsync(pipeline), count => count >= 2, LocalRun.Patience);
        machine.Tell("kill");
        await Eventually.GetAsync(() => FilesAsync(pipeline), count => count >= before + 10, LocalRun.Patience);
        machine.Tell("report");
        var report = (await machine.ReadAsync("reported", _cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("state active", report);
        Assert.Contains("restarts 1", report);
        Assert.Contains("user fetcher", report);
        Assert.Contains("NoNewPrivs:\t1", report);
        Assert.Contains("Seccomp:\t2", report);
        Assert.Contains("CapBnd:\t0000000000000000", report);
        Assert.Contains("CapEff:\t0000000000000000", report);
        Assert.Equal(["writes to /var/lib/fetcher"], report.Where(line => line.StartsWith("writes to", StringComparison.Ordinal)));
        Assert.Contains("journal 2755 root systemd-journal with 1 files", report);
        Assert.True(int.Parse(report[^1].Split(' ')[1], CultureInfo.InvariantCulture) > 2, report[^1]);
    }

    [Fact]
    public async Task A_fetcher_that_ends_before_it_is_ready_fails_the_installation_which_says_why()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        await WriteEnvironmentAsync(pipeline, 1, "not a symbol");
        await using var machine = await Machine.StartAsync(
            Install, _folder, Path.Combine(Checkout.Root, "artifacts", "deployed", "Fetcher"), _cancellationToken);

        var installed = await machine.ReadAsync("installed", _cancellationToken);
        var errors = await File.ReadAllTextAsync(Path.Combine(_folder, "errors"), _cancellationToken);

        Assert.Equal("1", installed.Trim());
        Assert.Contains("which is not a symbol", errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task WriteEnvironmentAsync(RunningPipeline pipeline, int exchangePort, string symbols)
    {
        var credentials = OperatorCredentials.Read(Path.GetDirectoryName(pipeline.CredentialsFile)!);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "fetcher.env"),
            $"""
            BUCKET={pipeline.Bucket}
            SYMBOLS={symbols}
            EXCHANGE_URL=http://127.0.0.1:{exchangePort}
            STATE_TABLE={PipelineState.TableName}
            REPAIR_DAYS=1
            CLOCK_SPEED={Speed}
            AWS_REGION={LocalAccount.Region}
            AWS_ENDPOINT_URL={pipeline.Endpoint}
            AWS_ACCESS_KEY_ID={credentials.AccessKeyId}
            AWS_SECRET_ACCESS_KEY={credentials.Secret}

            """,
            _cancellationToken);
    }

    private static async Task<int> FilesAsync(RunningPipeline pipeline) => (await pipeline.S3.ListObjectsV2Async(
        new ListObjectsV2Request { BucketName = pipeline.Bucket, Prefix = MinuteFileKey.Prefix })).S3Objects?.Count ?? 0;
}
