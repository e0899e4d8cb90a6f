using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline doctor</c> as a user sees it.</summary>
[Collection(nameof(RunWithSample))]
public sealed class DoctorTests(RunWithSample sample)
{
    // Patience for a machine that is busy with other things.
    private const string Patience = "600";

    // A name that never exists (RFC 6761), so that AWS is not asked in earnest.
    private static readonly Dictionary<string, string> NoAws = new()
    {
        ["AWS_ENDPOINT_URL"] = "http://aws.invalid",
        ["AWS_ACCESS_KEY_ID"] = "none",
        ["AWS_SECRET_ACCESS_KEY"] = "none",
        ["AWS_REGION"] = "eu-central-1",
    };

    [Fact]
    public async Task What_is_needed_here_is_looked_at_beside_a_local_run()
    {
        await using var doctor = PipelineProcess.Start("doctor", "--timeout", Patience, "--data", sample.Run.Data, "--port", $"{sample.Run.Port}");
        var exitCode = await doctor.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, doctor.Output + doctor.Errors);
        Assert.Matches(@"ok +\.NET SDK +1[0-9]\.", doctor.Output);
        Assert.Matches(@"ok +Node\.js +[2-9][0-9]\.", doctor.Output);
        Assert.Matches(@"ok +Node packages ", doctor.Output);
        Assert.Contains($"{sample.Run.Port} is a local run's", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("ProcessedData is ACTIVE", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_deployment_the_region_and_the_table_are_looked_at()
    {
        var account = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{sample.Run.Port}",
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(sample.Run.Data, "credentials"),
            ["AWS_REGION"] = "us-east-1",
        };

        await using var doctor = PipelineProcess.Start(account, "doctor", "--timeout", Patience, "--outputs", Path.Combine(sample.Run.Data, "outputs.json"));
        var exitCode = await doctor.ExitAsync(LocalRun.Patience);

        Assert.True(exitCode == 0, doctor.Output + doctor.Errors);
        Assert.Matches("ok +AWS region +us-east-1", doctor.Output);
        Assert.Matches("ok +Deployment +arn:aws:dynamodb:.*ProcessedData is ACTIVE", doctor.Output);
    }

    [Fact]
    public async Task What_is_wrong_is_a_line_with_its_cure_and_never_a_stack_trace()
    {
        var file = Path.Combine(sample.Run.Path, "no-folder");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await using var doctor = PipelineProcess.Start(
            NoAws, "doctor", "--timeout", Patience, "--data", Path.Combine(file, "data"), "--port", $"{sample.Run.Port}", "--aws", "--json");
        var exitCode = await doctor.ExitAsync(LocalRun.Patience);

        Assert.Equal(1, exitCode);
        var checks = JsonNode.Parse(doctor.LastLine)!["checks"]!.AsArray().ToDictionary(check => (string)check!["name"]!, check => check!);
        Assert.EndsWith("no-folder is a file", (string?)checks["Data folder"]["text"], StringComparison.Ordinal);
        Assert.Equal("problem", (string?)checks["Credentials"]["verdict"]);
        Assert.Equal("problem", (string?)checks["Local run"]["verdict"]);
        Assert.Equal("ok", (string?)checks["AWS region"]["verdict"]);
        Assert.DoesNotContain("   at ", doctor.Output + doctor.Errors, StringComparison.Ordinal);
    }
}
