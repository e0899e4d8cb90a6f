using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline status</c> as a user sees it.</summary>
[Collection(nameof(RunWithSample))]
public sealed class StatusTests(RunWithSample sample)
{
    [Fact]
    public async Task Every_stage_is_told_and_a_watch_goes_on_until_it_is_ended()
    {
        await using var status = Status();
        Assert.True(await status.ExitAsync(LocalRun.Patience) is 0 or 1, status.Errors);
        Assert.Matches(@"Fetcher ─► S3 +│ 20[0-9-]+ [0-9:]+, uploaded", status.Output);
        Assert.Matches(@"FanOut +│ [0-3] of 3 slots taken", status.Output);
        Assert.Matches(@"Rows queue +│ [0-9]+ waiting, [0-9]+ in flight", status.Output);
        Assert.Matches(@"BTCUSDT +│ 20[0-9-]+T[0-9:]+Z +│", status.Output);

        await using var watch = Status("--watch", "--every", "0.5", "--json");
        var lines = await Eventually.GetAsync(
            () => Task.FromResult(watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), lines => lines.Length >= 2);
        Assert.Null(JsonNode.Parse(lines[0])!["rates"]);
        var second = JsonNode.Parse(lines[1])!;
        Assert.True((double)second["rates"]!["seconds"]! > 0);
        Assert.Equal(["FanOut", "Writer"], second["functions"]!.AsArray().Select(function => (string)function!["name"]!));
        Assert.All(second["functions"]!.AsArray(), function => Assert.Equal("Active", (string?)function!["state"]));
        Assert.Equal("ACTIVE", (string?)second["table"]!["state"]);
    }

    [Theory]
    [InlineData("--every 2", "--every goes with --watch")]
    [InlineData("--watch --every 0", "--every must be at least")]
    [InlineData("--port 1", "No local run answers at http://127.0.0.1:1")]
    public async Task What_keeps_it_from_looking_is_said_in_a_sentence(string arguments, string said)
    {
        await using var status = PipelineProcess.Start(["status", .. arguments.Split(' '), "--data", sample.Run.Data]);
        var exitCode = await status.ExitAsync(LocalRun.Patience);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, status.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", status.Errors, StringComparison.Ordinal);
    }

    private PipelineProcess Status(params string[] options) => PipelineProcess.Start(
        ["status", "--data", sample.Run.Data, "--port", $"{sample.Run.Port}", .. options]);
}
