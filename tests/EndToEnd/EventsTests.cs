using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline events make</c>: what it makes is what the functions take.</summary>
[Collection(nameof(RunWithSample))]
public class EventsTests(RunWithSample sample)
{
    [Fact]
    public async Task An_event_of_an_upload_starts_FanOut_for_the_file_and_its_version()
    {
        var file = Path.Combine(sample.Run.Path, "put.json");

        var (made, _) = await RunAsync("events", "make", "s3", RunWithSample.Key, "--out", file);
        var (exitCode, answer) = await RunAsync("invoke", "FanOut", "--event", file);

        Assert.Equal((0, 0), (made, exitCode));
        var one = JsonNode.Parse(answer)!["files"]![0]!;
        // It has its slot already: the version is the one that was uploaded.
        Assert.Equal((RunWithSample.Key, "claimed", 5), ((string?)one["key"], (string?)one["outcome"], (int)one["rows_sent"]!));
    }

    [Fact]
    public async Task An_event_of_a_files_rows_is_what_the_Writer_stores()
    {
        var file = Path.Combine(sample.Run.Path, "rows.json");

        var before = await WrittenAsync();
        var (made, printed) = await RunAsync("events", "make", "sqs", RunWithSample.Key, "--rows", "2", "--json");
        await File.WriteAllTextAsync(file, printed, TestContext.Current.CancellationToken);
        var (exitCode, answer) = await RunAsync("invoke", "Writer", "--event", file, "--json");

        Assert.Equal((0, 0), (made, exitCode));
        Assert.Equal(2, JsonNode.Parse(printed)!["Records"]!.AsArray().Count);
        Assert.Empty(JsonNode.Parse(answer)!["payload"]!["batchItemFailures"]!.AsArray());
        var after = await WrittenAsync();
        Assert.All((string[])["BTCUSDT", "ETHUSDT"], symbol => Assert.NotEqual(before[symbol], after[symbol]));
    }

    [Theory]
    [InlineData("s3 data_1_min/nothing.tsv", "There is no file data_1_min/nothing.tsv in the bucket")]
    [InlineData("sqs data_1_min/nothing.tsv", "There is no file data_1_min/nothing.tsv in the bucket")]
    [InlineData("sqs KEY --rows none", "--rows: 'none' is neither a number from 1 on nor 'all'")]
    [InlineData("s3 KEY --out /nowhere/put.json", "/nowhere/put.json cannot be written")]
    public async Task What_keeps_an_event_from_being_made_is_said_in_a_sentence(string arguments, string said)
    {
        var (exitCode, errors) = await RunAsync(
            ["events", "make", .. arguments.Split(' ').Select(argument => argument == "KEY" ? RunWithSample.Key : argument)]);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    /// <summary>When the items of the sample file were written, by their symbols.</summary>
    private async Task<Dictionary<string, string>> WrittenAsync() => (await Eventually.GetAsync(
            sample.Run.ItemsAsync,
            items => items.Count(item => item["source_key"].S == RunWithSample.Key) == 5,
            LocalRun.Patience))
        .Where(item => item["source_key"].S == RunWithSample.Key)
        .ToDictionary(item => item["symbol"].S, item => item["written_at"].S);

    /// <returns>The exit code, and what it printed: where it failed, to standard error.</returns>
    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = PipelineProcess.Start([.. arguments, .. sample.Run.Where]);
        var exitCode = await process.ExitAsync(LocalRun.Patience);
        return (exitCode, exitCode == 0 ? process.Output : process.Errors);
    }
}
