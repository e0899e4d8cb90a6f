using System.Net;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

/// <summary>A file that is uploaded again has rows in two versions, and their messages come in any order: the newer stays.</summary>
public sealed class VersionTests(LocalAws aws)
{
    private static readonly DateTimeOffset Uploaded = new(2026, 2, 2, 13, 41, 1, TimeSpan.Zero);

    [Fact]
    public async Task Row_of_an_older_version_that_comes_late_changes_nothing_and_counts_as_done()
    {
        using var scene = await Scene.CreateAsync(aws);
        var time = Clock();
        await scene.HandleAsync(Scene.Event(Scene.Version("new", Uploaded.AddMinutes(9), trades: 2)), time);

        var failed = await scene.HandleAsync(Scene.Event(Scene.Version("old", Uploaded, trades: 1), Scene.Message(7)), time);

        Assert.Empty(failed);
        Assert.Equal("2", await TradesAsync(scene));
        Assert.Equal([1, 7], await scene.RowsAsync());
        Assert.Contains("superseded", scene.Log.Buffer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(0, 9)]
    [InlineData(null, 9)]
    [InlineData(null, null)]
    public async Task Row_that_comes_late_is_stored_where_the_table_has_nothing_newer(int? there, int? comes)
    {
        using var scene = await Scene.CreateAsync(aws);
        var time = Clock();
        await scene.HandleAsync(Scene.Event(Scene.Version("there", Minutes(there), trades: 1)), time);

        await scene.HandleAsync(Scene.Event(Scene.Version("comes", Minutes(comes), trades: 2)), time);

        Assert.Equal("2", await TradesAsync(scene));
    }

    [Fact]
    public async Task Message_that_does_not_say_when_its_file_came_is_as_old_as_its_candles()
    {
        using var scene = await Scene.CreateAsync(aws);
        await scene.HandleAsync(Scene.Event(Scene.Version("there", Uploaded, trades: 1)), Clock());

        var failed = await scene.HandleAsync(Scene.Event(Scene.Version("comes", uploadedAt: null, trades: 2)), Clock());

        Assert.Empty(failed);
        Assert.Equal("1", await TradesAsync(scene));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_versions_in_one_batch_the_newer_is_stored_and_both_messages_succeed(bool newerFirst)
    {
        using var scene = await Scene.CreateAsync(aws);
        var (newer, older) = (Scene.Version("new", Uploaded.AddMinutes(9), trades: 2), Scene.Version("old", Uploaded, trades: 1));

        var failed = await scene.HandleAsync(Scene.Event(newerFirst ? [newer, older] : [older, newer]), Clock());

        Assert.Empty(failed);
        Assert.Equal("2", await TradesAsync(scene));
    }

    [Fact]
    public async Task Rows_of_a_file_that_has_just_come_are_written_in_one_call()
    {
        using var scene = await Scene.CreateAsync(aws);

        await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 25).Select(Scene.Message)));

        Assert.Single(scene.Wire.Calls("BatchWriteItem"));
        Assert.Empty(scene.Wire.Calls("PutItem"));
    }

    [Fact]
    public async Task What_was_fresh_and_is_throttled_until_it_is_late_asks_the_table_as_well()
    {
        using var scene = await Scene.CreateAsync(aws);
        var time = new FakeTimeProvider();
        await scene.HandleAsync(Scene.Event(Scene.Version("new", time.GetUtcNow().AddSeconds(20), trades: 2)), time);
        scene.Wire.Refuse(call => call.Operation == "BatchWriteItem", HttpStatusCode.BadRequest, "ThrottlingException");

        var handling = scene.HandleAsync(Scene.Event(Scene.Version("old", time.GetUtcNow(), trades: 1)), time);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return handling.IsCompleted;
            },
            "the function is done");

        Assert.Empty(await handling);
        Assert.Equal("2", await TradesAsync(scene));
        Assert.Single(scene.Wire.Calls("PutItem"));
    }

    [Fact]
    public async Task Late_rows_that_are_throttled_are_offered_again()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(
            call => call.Operation == "PutItem" && scene.Wire.Calls("PutItem").Count == 1, HttpStatusCode.BadRequest, "ThrottlingException");

        var failed = await scene.HandleAsync(
            Scene.Event(Scene.Version("late", Uploaded, trades: 1), Scene.Version("same", Uploaded, trades: 1)));

        Assert.Empty(failed);
        Assert.Equal([1], await scene.RowsAsync());
        Assert.Equal(2, scene.Wire.Calls("PutItem").Count);
    }

    [Fact]
    public async Task Late_row_that_is_refused_fails()
    {
        using var scene = await Scene.CreateAsync(aws);
        scene.Wire.Refuse(call => call.Operation == "PutItem", HttpStatusCode.InternalServerError, "InternalServerError");

        var failed = await scene.HandleAsync(Scene.Event(Scene.Version("late", Uploaded, trades: 1), Scene.Message(7)));

        Assert.Equal(["late"], failed);
        Assert.Equal([7], await scene.RowsAsync());
    }

    private static DateTimeOffset? Minutes(int? after) => after is { } minutes ? Uploaded.AddMinutes(minutes) : null;

    /// <summary>An hour later, so that both versions are late.</summary>
    private static FakeTimeProvider Clock()
    {
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromHours(1));
        return time;
    }

    private static async Task<string> TradesAsync(Scene scene) => (await scene.ItemsAsync())[0][ProcessedData.TradeCount].N;
}
