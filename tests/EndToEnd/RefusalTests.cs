using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>What keeps a command from its deployment is one sentence and an exit code, as in an account.</summary>
[Collection(nameof(RunWithSample))]
public class RefusalTests(RunWithSample sample)
{
    [Theory]
    [InlineData("query BTCUSDT", "AWS_ENDPOINT_URL", "http://127.0.0.1:1", "AWS does not answer")]
    [InlineData("status", "AWS_ENDPOINT_URL", "http://127.0.0.1:1", "AWS does not answer")]
    [InlineData("counter show", "AWS_SECRET_ACCESS_KEY", "another", "These credentials are not valid here")]
    [InlineData("audit", "AWS_ACCESS_KEY_ID", "someone", "These credentials are not valid here")]
    [InlineData("query BTCUSDT", "AWS_REGION", "", "No AWS region is set")]
    [InlineData("query BTCUSDT", "PROCESSED_DATA", "Gone", "It is not there")]
    [InlineData("clear --items --yes", "PROCESSED_DATA", "Gone", "It is not there")]
    public async Task Nothing_is_done_and_the_reason_is_said(string arguments, string what, string instead, string said)
    {
        var key = sample.Run.Credentials.GetCredentials();
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{sample.Run.Port}",
            ["AWS_ACCESS_KEY_ID"] = key.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = key.SecretKey,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_DEFAULT_REGION"] = "",
            ["AWS_CONFIG_FILE"] = "/dev/null",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            [what] = instead,
        };
        if (what == "AWS_REGION")
        {
            // With an address there is no need for a region.
            environment["AWS_ENDPOINT_URL"] = "";
        }

        await using var process = PipelineProcess.Start(
            environment, [.. arguments.Split(' '), "--outputs", await OutputsAsync(environment.GetValueOrDefault("PROCESSED_DATA"))]);
        var exitCode = await process.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 2, $"{exitCode}: {process.Output}{process.Errors}");
        Assert.Contains(said, process.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Errors, StringComparison.Ordinal);
        Assert.Single(process.Errors.TrimEnd().Split('\n'));
    }

    private async Task<string> OutputsAsync(string? table)
    {
        var outputs = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(sample.Run.Data, "outputs.json"), TestContext.Current.CancellationToken))!;
        var stack = outputs["ServerlessPipeline"]!;
        stack["ProcessedDataTable"] = table ?? (string?)stack["ProcessedDataTable"];
        var path = Path.Combine(sample.Run.Path, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, outputs.ToJsonString(), TestContext.Current.CancellationToken);
        return path;
    }
}
