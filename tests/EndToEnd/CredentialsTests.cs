using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>How a tool that makes up its own key gets in, without a new start.</summary>
public sealed class CredentialsTests : IDisposable
{
    private const string Secret = "a-secret-that-a-tool-made-up";

    private readonly LocalRun _run = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Data => ["--data", _run.Data];

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_key_that_is_added_while_up_runs_is_let_in_and_its_secret_is_printed_nowhere()
    {
        await using var up = _run.Up("--source", "simulated", "--speed", "600");
        await _run.WaitForItemsAsync();
        using var tool = Client("madeup1", Secret);
        var refused = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => tool.ListTablesAsync(Cancellation));
        Assert.Equal("UnrecognizedClientException", refused.ErrorCode);

        var added = await RunAsync(PipelineProcess.StartWith($"{Secret}\n", ["credentials", "add", "--key", "madeup1", .. Data]));
        var answer = await tool.ExecuteStatementAsync(
            new ExecuteStatementRequest { Statement = $"SELECT * FROM \"{ProcessedData.TableName}\"", Limit = 1 }, Cancellation);

        Assert.Equal(0, added.ExitCode);
        Assert.Single(answer.Items);
        Assert.Contains($"The profile workbench with the key madeup1 and its secret are in {Path.Combine(_run.Data, "credentials")}.", added.Output);
        var made = await RunAsync(PipelineProcess.Start(["credentials", "add", "--profile", "mine", "--json", .. Data]));
        var key = (string)JsonNode.Parse(made.Output)!["accessKeyId"]!;
        var profile = Assert.Single(OperatorCredentials.Read(_run.Data).Profiles, profile => profile.AccessKeyId == key);
        using var other = Client(key, profile.Secret);
        Assert.NotEmpty((await other.ListTablesAsync(Cancellation)).TableNames);
        var listed = await RunAsync(PipelineProcess.Start(["credentials", "list", .. Data]));
        Assert.All(["default", "workbench", "madeup1", "mine", key], word => Assert.Contains(word, listed.Output, StringComparison.Ordinal));
        Assert.All([Secret, profile.Secret], secret => Assert.DoesNotContain(
            secret, up.Output + up.Errors + added.Output + added.Errors + made.Output + made.Errors + listed.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_any_key_a_stranger_reads_the_items_and_up_says_what_that_gives_up()
    {
        await using var up = _run.Up("--source", "simulated", "--speed", "600", "--any-key");
        await _run.WaitForItemsAsync();
        using var stranger = Client("stranger", "whatever");

        Assert.NotEmpty((await stranger.ScanAsync(new ScanRequest(ProcessedData.TableName), Cancellation)).Items);
        Assert.Contains("With --any-key every program and every user of this machine may do everything in this run.", up.Output);
    }

    [Theory]
    [InlineData("credentials add", "There is no file", false)]
    [InlineData("credentials list", "There is no file", false)]
    [InlineData("credentials add --profile default", "has a profile 'default' already", true)]
    [InlineData("credentials add --key operator", "has the key 'operator' already, in the profile 'default'", true)]
    [InlineData("credentials add --key a/b", "--key: 'a/b' is not made of", true)]
    [InlineData("credentials add --profile a]b", "--profile: 'a]b' is not made of", true)]
    public async Task What_cannot_be_added_is_said_in_a_sentence(string arguments, string said, bool hasFile)
    {
        if (hasFile)
        {
            OperatorCredentials.Ensure(_run.Data);
        }

        var (exitCode, _, errors) = await RunAsync(PipelineProcess.StartWith("secret\n", [.. arguments.Split(' '), .. Data]));

        Assert.Equal(2, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_given_adds_nothing()
    {
        OperatorCredentials.Ensure(_run.Data);

        var (exitCode, _, errors) = await RunAsync(PipelineProcess.StartWith("", ["credentials", "add", "--key", "madeup1", .. Data]));

        Assert.Equal(2, exitCode);
        Assert.Contains("There is no secret without blanks on standard input: nothing was added.", errors, StringComparison.Ordinal);
        Assert.Single(OperatorCredentials.Read(_run.Data).Profiles);
    }

    private AmazonDynamoDBClient Client(string key, string secret) => new(
        new BasicAWSCredentials(key, secret),
        new AmazonDynamoDBConfig { ServiceURL = $"http://127.0.0.1:{_run.Port}", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(PipelineProcess process)
    {
        await using (process)
        {
            return (await process.ExitAsync(LocalRun.Patience), process.Output, process.Errors);
        }
    }
}
