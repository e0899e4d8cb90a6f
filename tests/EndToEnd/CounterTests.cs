using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary><c>pipeline counter</c> as a user sees it.</summary>
public sealed class CounterTests
{
    [Fact]
    public async Task Slots_are_shown_with_their_files_and_after_a_reset_the_next_files_run()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        var versions = new List<string>();
        for (var minute = 0; minute < 3; minute++)
        {
            versions.Add(await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 5)));
        }

        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 15);
        await pipeline.UploadAsync(MinuteFiles.Key(3), await MinuteFiles.ContentAsync(3, 5));
        await Eventually.GetAsync(() => Task.FromResult(pipeline.FanOutEvents()), events => events.Succeeded == 4);
        await pipeline.S3.DeleteObjectAsync(pipeline.Bucket, MinuteFiles.Key(1));

        var (shown, table) = await RunAsync(pipeline, "show");
        Assert.Equal(0, shown);
        Assert.Matches(@"All 3 slots taken.*\n[\s\S]*1340\.tsv +│ 2026-02-02 13:40 │ [0-9]+ s ago .*yes[\s\S]*1341\.tsv .*deleted", table);

        var (refused, said) = await RunAsync(pipeline, "reset");
        Assert.Equal(2, refused);
        Assert.Contains("--yes", said, StringComparison.Ordinal);
        var slots = JsonNode.Parse((await RunAsync(pipeline, "show", "--json")).Output)!;
        Assert.Equal((3, 3), ((int)slots["taken"]!, (int)slots["limit"]!));
        Assert.Equal(versions, slots["slots"]!.AsArray().Select(slot => (string)slot!["version"]!));
        Assert.Equal(["present", "deleted", "present"], slots["slots"]!.AsArray().Select(slot => (string)slot!["file"]!));

        var (_, reset) = await RunAsync(pipeline, "reset", "--yes", "--json");
        Assert.Equal("""{"freed":3,"limit":3}""", reset.Trim());
        Assert.Empty(await pipeline.SlotsAsync());
        for (var minute = 4; minute < 8; minute++)
        {
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 5));
        }

        // The file that was declined before stays declined.
        await Eventually.GetAsync(() => Task.FromResult(pipeline.FanOutEvents()), events => events.Succeeded == 8);
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 30);
        Assert.DoesNotContain(await pipeline.SlotsAsync(), slot => slot.StartsWith(MinuteFiles.Key(3), StringComparison.Ordinal));
    }

    /// <returns>The exit code, and what it printed: where it failed, to standard error.</returns>
    private static async Task<(int ExitCode, string Output)> RunAsync(RunningPipeline pipeline, params string[] arguments)
    {
        await using var process = PipelineProcess.Start(["counter", .. arguments, .. pipeline.Where]);
        var exitCode = await process.ExitAsync(LocalRun.Patience);
        return (exitCode, exitCode == 0 ? process.Output : process.Errors);
    }
}
