using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>What the ledger says is what the bucket's files hold, whoever wrote them, and nothing waits for it.</summary>
public sealed class LedgerTests(LocalAws aws)
{
    private const string RepairKey = "market/repairs_1_min/dt=2026-02-02/BTCUSDT-1335-1338.tsv";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task What_the_file_of_another_fetcher_lacks_is_missed_and_repaired()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 1, minutes: 1));
        await using var newer = scene.Again();

        await newer.UntilDoneAsync(newer.Fetch("BTCUSDT,ETHUSDT", first: 1, minutes: 1));

        Assert.Equal([-1], scene.MinutesOf("BTCUSDT"));
        Assert.Equal([-1], scene.MinutesOf("ETHUSDT"));
    }

    [Theory]
    [InlineData("-5 -2", true)]
    [InlineData("-5 -2", false)]
    [InlineData("", true)]
    [InlineData("", false)]
    public async Task A_repair_key_that_a_file_with_less_has_is_not_taken_for_a_repair(string held, bool listed)
    {
        await using var whole = await Scene.OpenAsync(aws);
        await whole.UntilDoneAsync(whole.Fetch("BTCUSDT", first: 5, minutes: 5));
        var rows = whole.Store.Objects[RepairKey].Content.Split('\n');
        await using var scene = await Scene.OpenAsync(aws);
        scene.Store.Add(RepairKey, held.Length > 0 ? string.Join('\n', rows[0], rows[1], rows[4], "") : "not a candle in it");
        scene.Store.Hides = key => !listed && key == RepairKey;

        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 5, minutes: 5));

        Assert.Equal(
            Enumerable.Range(-5, 5),
            scene.Store.Objects.Values.SelectMany(file => file.Rows).Where(row => row.Length > 1).Select(Minute).Order());
    }

    [Fact]
    public async Task A_minute_whose_only_key_a_strangers_file_has_stays_open_until_that_is_deleted()
    {
        await using var scene = await Scene.OpenAsync(aws);
        foreach (var times in (string[])["1337-1338", "1337-1337", "1338-1338"])
        {
            scene.Store.Add($"market/repairs_1_min/dt=2026-02-02/BTCUSDT-{times}.tsv", "not a candle in it");
        }

        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 3, minutes: 3));

        Assert.Contains("a file without the candle has its key, the gap stays open", scene.Log());
        Assert.InRange(scene.Market.Questions, 2, 10);
        scene.Store.Remove("market/repairs_1_min/dt=2026-02-02/BTCUSDT-1337-1337.tsv");
        await using var later = scene.Again();
        await later.UntilDoneAsync(later.Fetch("BTCUSDT", first: 1, minutes: 1));
        Assert.Equal([-3, -1], scene.Store.Objects.Values.SelectMany(file => file.Rows).Where(row => row.Length > 1).Select(Minute).Order());
    }

    [Fact]
    public async Task What_the_files_of_a_killed_fetcher_prove_is_expected_though_it_noted_nothing_down()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT" && scene.Aws is null;
        await scene.Fetch("BTCUSDT,ETHUSDT", first: 20, minutes: 2);
        (scene.Aws, scene.StateTable) = (aws, await aws.NewTableAsync(PipelineState.Id));
        await using var later = scene.Again();

        await later.UntilDoneAsync(later.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: 1));

        var minutes = scene.MinutesOf("BTCUSDT").ToList();
        Assert.Equal(Enumerable.Range(-20, 21 + minutes[^1]), minutes);
        Assert.Equal(minutes, scene.MinutesOf("ETHUSDT"));
    }

    [Fact]
    public async Task What_the_spool_proves_is_expected_before_s3_has_it()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.Down = true;
        var killed = scene.Fetch("BTCUSDT", first: 20, minutes: 2);
        await scene.UntilAsync(() => scene.SpooledFiles.Length == 2);
        await scene.StopAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed);
        (scene.Aws, scene.StateTable) = (aws, await aws.NewTableAsync(PipelineState.Id));
        await using var later = scene.Again();
        _ = later.Fetch("BTCUSDT", first: null, minutes: null);
        using var dynamoDb = aws.DynamoDb();

        await later.UntilAsync(() => Since(dynamoDb, scene.StateTable).Contains("2026-02-02T13:20:00Z"), Step);

        Assert.Equal(2, later.Store.Objects.Count + later.SpooledFiles.Count(name => name.Contains("T132", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_ledger_that_is_lost_is_made_anew_from_the_bucket_and_nothing_comes_twice()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Market.Hides = (symbol, minute) => symbol == "ETHUSDT" && minute == Scene.Minute(-3);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT,ETHUSDT", first: 8, minutes: 8));
        var before = scene.Store.Keys;
        scene.StateTable = await aws.NewTableAsync(PipelineState.Id);
        await using var later = scene.Again();

        await later.UntilDoneAsync(later.Fetch("BTCUSDT,ETHUSDT", first: 1, minutes: 1));

        Assert.Equal(before, scene.Store.Keys);
        Assert.Contains("files found in the bucket that were not noted down", later.Log());
    }

    [Fact]
    public async Task Another_bucket_has_a_ledger_of_its_own()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 20, minutes: 20));
        await using var other = scene.Again();
        other.Bucket = "other";

        await other.UntilDoneAsync(other.Fetch("BTCUSDT", first: 1, minutes: 1));

        Assert.Equal(
            [$"other/{MinuteFileKey.For(Scene.Minute(-1))}"], scene.Store.Keys.Where(key => key.StartsWith("other/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_delays_no_other_and_is_no_gap()
    {
        await using var scene = await Scene.OpenAsync(aws);
        await scene.UntilDoneAsync(scene.Fetch("BTCUSDT", first: 8, minutes: 8));
        scene.Store.Forbids = key => key == Scene.Key(-1);
        scene.StateTable = await aws.NewTableAsync(PipelineState.Id);
        var before = scene.Store.Keys;
        await using var later = scene.Again();

        await later.UntilDoneAsync(later.Fetch("BTCUSDT", first: 0, minutes: 1));

        Assert.Equal([.. before, Scene.Key(0)], scene.Store.Keys);
        Assert.Contains("files of the bucket cannot be read", later.Log());
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("is not there")]
    [InlineData("has no credentials")]
    public async Task A_ledger_that_cannot_be_asked_ends_nothing_and_no_file_waits_for_it(string what)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var scene = await Scene.OpenAsync();
        scene.StateTable = "a table";
        scene.DynamoDb = () => new AmazonDynamoDBClient(
            what == "has no credentials" ? new NoCredentials() : new BasicAWSCredentials("key", "secret"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = what == "hangs" ? $"http://{silent.LocalEndpoint}" : "http://127.0.0.1:9",
                Timeout = TimeSpan.FromSeconds(0.3),
                MaxErrorRetry = 0,
            });
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT";
        var run = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: null);

        await scene.UntilAsync(() => scene.Log().Contains("gaps could not be looked for, trying again"), Step);
        await scene.UntilAsync(() => scene.Store.Objects.Count >= 6, Step);
        await scene.UntilAsync(() => scene.SpooledFiles.Length == 0);

        Assert.False(run.IsCompleted);
        Assert.Contains("the ledger took nothing, trying again", scene.Log());
    }

    [Fact]
    public async Task S3_that_hangs_ends_nothing_and_has_every_minute_when_it_answers_again()
    {
        await using var scene = await Scene.OpenAsync(aws);
        scene.Store.Hangs = true;
        var run = scene.Fetch("BTCUSDT", first: null, minutes: null);
        await scene.UntilAsync(() => scene.SpooledFiles.Length >= 5, Step);
        await scene.UntilAsync(() => scene.Log().Contains("upload failed, trying again"));

        scene.Store.Hangs = false;
        await scene.UntilAsync(() => scene.MinutesOf("BTCUSDT").Count() >= 6, Step);

        Assert.False(run.IsCompleted);
        Assert.Equal(scene.MinutesOf("BTCUSDT").Distinct(), scene.MinutesOf("BTCUSDT"));
    }

    [Fact]
    public async Task A_symbol_that_the_exchange_refuses_while_it_runs_is_an_open_gap()
    {
        using var network = new Refusing();
        await using var scene = await Scene.OpenAsync(aws, network);
        _ = scene.Fetch("BTCUSDT,ETHUSDT", first: null, minutes: null);
        await scene.UntilAsync(() => scene.Store.Objects.ContainsKey(Scene.Key(0)), Step);

        network.Refuses = true;
        await scene.UntilAsync(() => scene.Log().Contains("gap left open"), Step);

        await scene.UntilAsync(() => Metric(scene, "GapsOpen") >= 2, Step);
        Assert.Equal([0], scene.MinutesOf("ETHUSDT").Take(1));
    }

    [Fact]
    public async Task A_minute_that_is_in_the_spool_already_is_uploaded_once()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.Down = true;
        var killed = scene.Fetch("BTCUSDT", first: 5, minutes: 2);
        await scene.UntilAsync(() => scene.SpooledFiles.Length == 2);
        await scene.StopAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed);
        await using var later = scene.Again();
        var run = later.Fetch("BTCUSDT", first: 5, minutes: 3);
        await later.UntilAsync(() => later.SpooledFiles.Length == 3);

        scene.Store.Down = false;
        await later.UntilDoneAsync(run);

        Assert.Equal([Scene.Key(-5), Scene.Key(-4), Scene.Key(-3)], scene.Store.Keys);
        Assert.Empty(later.SpooledFiles);
    }

    [Fact]
    public async Task What_the_disk_does_not_take_leaves_nothing_on_it()
    {
        await using var scene = await Scene.OpenAsync();
        // A folder in the place of the file to be: the rename fails, whoever runs the test.
        Directory.CreateDirectory(scene.Spool["2026-02-02T1339Z.spool"]);

        await Assert.ThrowsAnyAsync<IOException>(() => scene.Fetch("BTCUSDT", first: 1, minutes: null));

        Assert.Empty(Directory.GetFiles(scene.Spool.Path, "*.unfinished"));
    }

    private static int Minute(string[] row) => (int)(DateTimeOffset.FromUnixTimeMilliseconds(
        long.Parse(row[1], CultureInfo.InvariantCulture)) - Scene.Minute(0)).TotalMinutes;

    private static List<string> Since(AmazonDynamoDBClient dynamoDb, string table)
    {
        var key = new Dictionary<string, AttributeValue> { [PipelineState.Id] = new(PipelineState.CoverageOf("market")) };
        var answer = dynamoDb.GetItemAsync(table, key, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return answer.Item?.GetValueOrDefault("BTCUSDT")?.SS ?? [];
    }

    private static long Metric(Scene scene, string name)
    {
        var lines = Encoding.UTF8.GetString(scene.Metrics.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? 0 : JsonDocument.Parse(lines[^1]).RootElement.GetProperty(name).GetInt64();
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("The metadata service does not answer.");

        public override Task<ImmutableCredentials> GetCredentialsAsync() => throw new AmazonClientException("The metadata service does not answer.");
    }

    /// <summary>The exchange knows a symbol no more.</summary>
    private sealed class Refusing() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Refuses { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Refuses && request.RequestUri!.Query.Contains("ETHUSDT", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest)
                {
                    Content = new StringContent("""{"code":-1121,"msg":"Invalid symbol."}"""),
                    RequestMessage = request,
                })
                : base.SendAsync(request, cancellationToken);
    }
}
