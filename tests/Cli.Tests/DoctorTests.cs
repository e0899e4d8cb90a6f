using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessPipeline.Cli.Doctor;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What each check makes of what it sees.</summary>
public sealed class DoctorTests(LocalAws aws) : IDisposable
{
    private static readonly Uri Vision = new("https://data-api.binance.vision");
    private static readonly Uri Main = new("https://api.binance.com");

    private readonly string _folder = Directory.CreateTempSubdirectory("doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("10.0.104", true)]
    [InlineData("11.0.100-preview.1", true)]
    [InlineData("9.0.300", false)]
    [InlineData(null, false)]
    public void The_SDK_must_be_of_NET_10_or_newer(string? version, bool ok) => AssertVerdict(ok, ToolChecks.OfDotnet(version));

    [Theory]
    [InlineData("v20.19.2", true)]
    [InlineData("v22.5.0", true)]
    [InlineData("v18.20.4", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Node_must_be_20_or_newer(string? version, bool ok) => AssertVerdict(ok, ToolChecks.OfNode(version));

    [Fact]
    public void Node_packages_must_be_those_of_package_json()
    {
        File.WriteAllText(Path.Combine(_folder, "package.json"), """{"dependencies":{"dynalite":"4.0.0"}}""");
        Assert.Contains("dynalite 4.0.0 is not installed", CheckoutChecks.OfPackages(_folder).Text, StringComparison.Ordinal);

        var installed = Directory.CreateDirectory(Path.Combine(_folder, "node_modules", "dynalite")).FullName;
        File.WriteAllText(Path.Combine(installed, "package.json"), """{"version":"3.2.0"}""");
        var old = CheckoutChecks.OfPackages(_folder);
        Assert.Contains("dynalite is 3.2.0, not 4.0.0", old.Text, StringComparison.Ordinal);
        Assert.Contains("npm ci", old.Cure, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(installed, "package.json"), """{"version":"4.0.0"}""");
        AssertVerdict(true, CheckoutChecks.OfPackages(_folder));
    }

    [Fact]
    public async Task A_port_is_free_a_local_runs_or_another_programs()
    {
        Assert.Equal(LocalChecks.Listener.LocalRun, await LocalChecks.ListenerAsync(aws.Endpoint.Port, Cancellation));

        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var answered = AnswerAsync(other);
        Assert.Equal(LocalChecks.Listener.Other, await LocalChecks.ListenerAsync(port, Cancellation));
        await answered;

        other.Stop();
        Assert.Equal(LocalChecks.Listener.None, await LocalChecks.ListenerAsync(port, Cancellation));
        Assert.Equal(Verdict.Problem, LocalChecks.OfPort(port, LocalChecks.Listener.Other).Verdict);
    }

    [Theory]
    [InlineData(100, nameof(Verdict.Problem))]
    [InlineData(1_000, nameof(Verdict.Warning))]
    [InlineData(10_000, nameof(Verdict.Ok))]
    public void A_full_disk_is_told_in_time(long megabytes, string verdict) =>
        Assert.Equal(verdict, LocalChecks.OfSpace("/data", megabytes << 20).Verdict.ToString());

    [Theory]
    [InlineData(-4.9, nameof(Verdict.Ok))]
    [InlineData(5, nameof(Verdict.Warning))]
    [InlineData(-299, nameof(Verdict.Warning))]
    [InlineData(300, nameof(Verdict.Problem))]
    public void A_clock_that_is_off_by_minutes_is_a_problem(double seconds, string verdict) =>
        Assert.Equal(verdict, ExchangeChecks.OfSkew(TimeSpan.FromSeconds(seconds), "host").Verdict.ToString());

    [Fact]
    public void A_refused_location_is_a_problem_and_an_exchange_that_is_away_a_warning()
    {
        var refused = ExchangeChecks.OfFailure(Main, new BinanceException(BinanceErrorKind.RestrictedLocation, "451"));
        Assert.Equal(Verdict.Problem, refused.Verdict);
        Assert.Contains("https://data-api.binance.vision", refused.Cure, StringComparison.Ordinal);

        Assert.Equal(Verdict.Warning, ExchangeChecks.OfFailure(Main, new HttpRequestException("no such host")).Verdict);
        Assert.Equal(Verdict.Warning, ExchangeChecks.OfFailure(Main, new TaskCanceledException()).Verdict);
    }

    [Fact]
    public void A_region_that_the_exchange_refuses_is_a_problem()
    {
        Assert.Equal(Verdict.Problem, AwsChecks.OfRegion(Main, "us-east-1").Verdict);
        Assert.Equal(Verdict.Problem, AwsChecks.OfRegion(Vision, null).Verdict);
        AssertVerdict(true, AwsChecks.OfRegion(Vision, "us-east-1"));
        AssertVerdict(true, AwsChecks.OfRegion(Main, "eu-central-1"));
    }

    [Fact]
    public async Task No_check_hangs_and_none_takes_the_others_with_it()
    {
        var never = new TaskCompletionSource<Finding>();
        var time = new HeldTime();
        var checkup = Checkup.RunAsync(
            [
                new Check("deaf", _ => never.Task),
                new Check("blocking", token =>
                {
                    token.WaitHandle.WaitOne();
                    return never.Task;
                }),
                new Check("broken", _ => throw new InvalidOperationException("one\ntwo")),
                new Check("fine", _ => Task.FromResult(Finding.Ok("yes"))),
            ],
            TimeSpan.FromSeconds(5),
            time,
            Cancellation);

        // Those of the two that hang; the others have time.
        time.Fire(0);
        time.Fire(1);
        var findings = await checkup;

        Assert.Equal(["deaf", "blocking", "broken", "fine"], findings.Select(finding => finding.Name));
        Assert.Equal([Verdict.Problem, Verdict.Problem, Verdict.Problem, Verdict.Ok], findings.Select(finding => finding.Verdict));
        Assert.Contains("no answer within 5 seconds", findings[0].Text, StringComparison.Ordinal);
        Assert.Equal("one two", findings[2].Text);
    }

    [Fact]
    public void The_line_of_JSON_counts_what_is_wrong()
    {
        var result = DoctorResult.Of([new("Port", Verdict.Problem, "taken", "Give another."), new("Clock", Verdict.Ok, "0.1 s", null)]);

        Assert.Equal(
            """{"checks":[{"name":"Port","verdict":"problem","text":"taken","cure":"Give another."},{"name":"Clock","verdict":"ok","text":"0.1 s","cure":null}],"problems":1,"warnings":0}""",
            result.ToJson());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static void AssertVerdict(bool ok, Finding finding)
    {
        Assert.Equal(ok ? Verdict.Ok : Verdict.Problem, finding.Verdict);
        Assert.Equal(ok, finding.Cure is null);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[10], Cancellation);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"), Cancellation);
    }

    /// <summary>Whose timers are due when the test says so.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public void Fire(int timer) => _timers[timer]();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }
    }
}
