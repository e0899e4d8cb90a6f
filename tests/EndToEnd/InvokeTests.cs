using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline invoke</c> as a user sees it, when things go well and when they do not.</summary>
[Collection(nameof(RunWithSample))]
public class InvokeTests(RunWithSample sample)
{
    [Fact]
    public async Task The_answer_goes_to_standard_output_and_the_log_to_standard_error()
    {
        await using var invoke = sample.Run.Invoke("writer", "--event", RunWithSample.Event("writer-poison.json"));
        var exitCode = await invoke.ExitAsync(LocalRun.Patience);

        Assert.Equal(0, exitCode);
        Assert.Empty(JsonNode.Parse(invoke.Output)!["batchItemFailures"]!.AsArray());
        Assert.Contains("is below the low", invoke.Errors, StringComparison.Ordinal);
        Assert.Matches("Answered after [0-9]+ ms", invoke.Errors);
    }

    [Fact]
    public async Task A_function_that_fails_is_told_by_its_error_and_the_exit_code()
    {
        var missing = Path.Combine(sample.Run.Path, "missing.json");
        var put = await File.ReadAllTextAsync(RunWithSample.Event("fan-out-put.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(missing, put.Replace("1340", "1359", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await using var invoke = sample.Run.Invoke("FanOut", "--event", missing);
        var exitCode = await invoke.ExitAsync(LocalRun.Patience);

        Assert.Equal(1, exitCode);
        Assert.Equal("FilesFailedException", JsonNode.Parse(invoke.Output)!["errorType"]!.GetValue<string>());
        var error = invoke.Errors.TrimEnd().Split('\n')[^1];
        Assert.Contains("FilesFailedException: data_1_min/dt=2026-02-02/1359.tsv: ", error, StringComparison.Ordinal);
        // As in AWS: a role that may not list the bucket is not told that the key does not exist.
        Assert.Contains("is not authorized to perform: s3:ListBucket on resource: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_outputs_of_a_deployment_the_environment_says_where_and_as_whom()
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{sample.Run.Port}",
            ["AWS_ACCESS_KEY_ID"] = sample.Run.Credentials.GetCredentials().AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = sample.Run.Credentials.GetCredentials().SecretKey,
            ["AWS_REGION"] = "us-east-1",
        };

        await using var invoke = PipelineProcess.Start(
            environment,
            ["invoke", "Writer", "--event", RunWithSample.Event("writer-batch.json"), "--outputs", Path.Combine(sample.Run.Data, "outputs.json")]);
        var exitCode = await invoke.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, invoke.Errors);
        Assert.Empty(JsonNode.Parse(invoke.Output)!["batchItemFailures"]!.AsArray());
    }

    [Theory]
    [InlineData("Reader --event EVENT", "no function 'Reader': FanOut and Writer are deployed")]
    [InlineData("Writer --event nowhere.json", "no file nowhere.json")]
    [InlineData("Writer --event README.md", "README.md is not valid JSON")]
    [InlineData("Writer --event EVENT --port 1", "No local run answers at http://127.0.0.1:1: start it with 'pipeline up'")]
    [InlineData("Writer --event EVENT --data nowhere", "'pipeline up' writes it")]
    [InlineData("Writer --event EVENT --outputs outputs.json", "give one or the other")]
    [InlineData("Writer", "--event")]
    public async Task What_keeps_a_function_from_running_is_said_in_a_sentence(string arguments, string said)
    {
        var eventFile = RunWithSample.Event("writer-batch.json");
        var options = arguments.Split(' ').Select(argument => argument == "EVENT" ? eventFile : argument).ToList();
        if (!options.Contains("--data"))
        {
            options.AddRange(["--data", sample.Run.Data]);
        }

        await using var invoke = PipelineProcess.Start(["invoke", .. options]);
        var exitCode = await invoke.ExitAsync(LocalRun.Patience);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, invoke.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", invoke.Errors, StringComparison.Ordinal);
    }
}
