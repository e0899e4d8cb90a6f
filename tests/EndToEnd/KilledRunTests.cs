using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>A run that ends without a chance to say goodbye.</summary>
public class KilledRunTests
{
    // After that long SQS gives out again what was in flight: six timeouts of the writer and its window.
    private static readonly TimeSpan Redelivery = TimeSpan.FromSeconds(121);

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_process_and_loses_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds the children in /proc.");
        using var run = new LocalRun();
        await using var killed = run.Up("--source", "simulated");
        await run.WaitForItemsAsync();
        var before = await run.ItemsAsync();
        var children = ProcessTree.Descendants(killed.Id);

        killed.Kill();
        await killed.ExitAsync(LocalRun.Patience);
        await Eventually.TrueAsync(() => Task.FromResult(!children.Exists(ProcessTree.IsRunning)));
        await using var next = run.Up("--once", "--source", "simulated", "--minutes", "1", "--json");
        var exitCode = await next.ExitAsync(Redelivery + LocalRun.Patience);

        Assert.True(exitCode == 0, next.Output + next.Errors);
        var result = JsonNode.Parse(next.LastLine)!;
        Assert.Equal(3, result["files"]!["claimed"]!.GetValue<int>());
        Assert.Equal(15, result["items"]!["written"]!.GetValue<int>());
        Assert.True(before.Count is > 0 and <= 15);
    }
}
