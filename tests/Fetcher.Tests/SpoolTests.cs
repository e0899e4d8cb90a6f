using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests;

/// <summary>What becomes of fetched minutes while S3, or the fetcher, is away.</summary>
public sealed class SpoolTests
{
    [Fact]
    public async Task Fetching_goes_on_while_s3_is_down_and_all_is_uploaded_in_order_when_it_is_back()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.Down = true;

        var run = scene.Fetch("BTCUSDT", first: 5, minutes: 5);
        await scene.UntilAsync(() => scene.SpooledFiles.Length == 5);
        await scene.UntilAsync(() => scene.Store.Requests >= 3, step: TimeSpan.FromSeconds(1));
        var ended = run.IsCompleted;
        scene.Store.Down = false;
        await scene.UntilAsync(() => run.IsCompleted, step: TimeSpan.FromSeconds(5));

        Assert.False(ended);
        Assert.Equal([.. Enumerable.Range(-5, 5).Select(Scene.Key)], scene.Store.Keys);
        Assert.Empty(scene.SpooledFiles);
    }

    [Fact]
    public async Task Spool_survives_a_restart_and_is_uploaded_before_anything_new()
    {
        await using var scene = await Scene.OpenAsync();
        scene.Store.Down = true;
        scene.Market.Hides = (symbol, _) => symbol == "ETHUSDT";
        var first = scene.Fetch("BTCUSDT,ETHUSDT", first: 5, minutes: 2);
        await scene.UntilAsync(() => scene.SpooledFiles.Length == 2);
        await scene.StopAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await using var later = await Scene.OpenAsync();
        foreach (var name in scene.SpooledFiles)
        {
            File.Copy(scene.Spool[name], later.Spool[name]);
        }

        await later.Fetch("BTCUSDT", first: 1, minutes: 1);

        Assert.Equal([Scene.Key(-5), Scene.Key(-4), Scene.Key(-1)], later.Store.Keys);
        Assert.Equal("ETHUSDT", later.Store.Objects[Scene.Key(-5)].Metadata["missing-symbols"]);
        Assert.StartsWith(MinuteFile.HeaderLine + "\nBTCUSDT\t", later.Store.Objects[Scene.Key(-5)].Content);
        Assert.Empty(later.SpooledFiles);
    }

    [Fact]
    public async Task Interrupted_write_is_cleared_away_and_never_uploaded()
    {
        await using var scene = await Scene.OpenAsync();
        await File.WriteAllTextAsync(
            scene.Spool["2026-02-02T1300Z.spool.unfinished"], "{\"Key\":", TestContext.Current.CancellationToken);

        await scene.Fetch("BTCUSDT", first: 1, minutes: 1);

        Assert.Equal([Scene.Key(-1)], scene.Store.Keys);
        Assert.Empty(scene.SpooledFiles);
    }

    [Fact]
    public async Task Damaged_file_is_set_aside_and_holds_nothing_up()
    {
        await using var scene = await Scene.OpenAsync();
        await File.WriteAllTextAsync(
            scene.Spool["2026-02-02T1300Z.spool"], "no header", TestContext.Current.CancellationToken);

        await scene.Fetch("BTCUSDT", first: 1, minutes: 1);

        Assert.Equal([Scene.Key(-1)], scene.Store.Keys);
        Assert.Equal(["2026-02-02T1300Z.spool.damaged"], scene.SpooledFiles);
    }

    [Fact]
    public async Task Spool_that_cannot_be_written_ends_the_program()
    {
        await using var scene = await Scene.OpenAsync();
        // A folder in the place of the file to be: the rename fails, whoever runs the test.
        Directory.CreateDirectory(scene.Spool["2026-02-02T1339Z.spool"]);

        await Assert.ThrowsAnyAsync<IOException>(() => scene.Fetch("BTCUSDT", first: 1, minutes: null));
    }
}
