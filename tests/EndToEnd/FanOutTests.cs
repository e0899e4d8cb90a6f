using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>From an uploaded object to items, by the default settings: three files, five rows.</summary>
public class FanOutTests
{
    [Fact]
    public async Task Three_files_become_fifteen_items_and_the_fourth_is_declined()
    {
        await using var pipeline = await RunningPipeline.StartAsync();

        for (var minute = 0; minute < 4; minute++)
        {
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 7));
        }

        await Eventually.TrueAsync(() => Task.FromResult(pipeline.FanOutEvents() == (4, 4)));
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        var items = await pipeline.ItemsAsync();
        Assert.Equal(15, items.Count);
        Assert.Equal(3, (await pipeline.SlotsAsync()).Count);
        Assert.Equal(3, items.Select(item => item[ProcessedData.SourceKey].S).Distinct().Count());
        Assert.All(items, item => Assert.Equal("1050.125", item[ProcessedData.SourceRow].N == "1" ? item[ProcessedData.QuoteVolume].N : "1050.125"));
    }

    [Fact]
    public async Task A_backfilled_file_becomes_items_whole_while_the_slots_are_used_up_and_a_repair_of_the_fetcher_does_not()
    {
        await using var pipeline = await RunningPipeline.StartAsync(settings => settings["fileLimit"] = 1);
        await pipeline.UploadAsync(MinuteFiles.Key(0), await MinuteFiles.ContentAsync(0, 5));
        await Eventually.GetAsync(pipeline.SlotsAsync, slots => slots.Count == 1);
        await pipeline.UploadAsync(MinuteFiles.Key(1), await MinuteFiles.ContentAsync(1, 5));
        var backfill = RepairFileKey.Backfill.For(MinuteFiles.Candle(0, 9).Symbol, MinuteFiles.Start, MinuteFiles.Start.AddMinutes(29));
        var repair = RepairFileKey.Repair.For(MinuteFiles.Candle(0, 8).Symbol, MinuteFiles.Start, MinuteFiles.Start.AddMinutes(29));

        await pipeline.UploadAsync(backfill, await MinuteFiles.RepairAsync(symbol: 9, minutes: 30));
        await pipeline.UploadAsync(repair, await MinuteFiles.RepairAsync(symbol: 8, minutes: 30));

        await Eventually.TrueAsync(() => Task.FromResult(pipeline.FanOutEvents() == (4, 4)));
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        var backfilled = (await pipeline.ItemsAsync()).Where(item => item[ProcessedData.SourceKey].S == backfill).ToList();
        Assert.Equal(30, backfilled.Count);
        Assert.Equal(
            Enumerable.Range(0, 30).Select(minute => ProcessedData.SortKey(MinuteFiles.Start.AddMinutes(minute))),
            backfilled.OrderBy(item => int.Parse(item[ProcessedData.SourceRow].N, CultureInfo.InvariantCulture))
                .Select(item => item[ProcessedData.OpenTime].S));
        Assert.Equal(5, (await pipeline.ItemsAsync()).Count - backfilled.Count);
        Assert.Single(await pipeline.SlotsAsync());
    }

    [Fact]
    public async Task The_same_notification_five_times_takes_one_slot_and_adds_no_item()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        var key = MinuteFiles.Key(0);
        var version = await pipeline.UploadAsync(key, await MinuteFiles.ContentAsync(0, 5));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pipeline.NotifyAsync(key, version)));
        await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 5);
        await pipeline.NotifyAsync(key, version);

        await Eventually.TrueAsync(() => Task.FromResult(pipeline.FanOutEvents() == (6, 6)));
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        Assert.Equal(5, (await pipeline.ItemsAsync()).Count);
        Assert.Single(await pipeline.SlotsAsync());
    }

    [Fact]
    public async Task Of_two_hundred_files_at_once_exactly_three_are_claimed()
    {
        await using var pipeline = await RunningPipeline.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async minute =>
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 6))));

        await Eventually.GetAsync(
            () => Task.FromResult(pipeline.FanOutEvents()), events => events == (200, 200));
        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.RowsQueue), depth => depth == 0);
        Assert.Equal(3, (await pipeline.SlotsAsync()).Count);
        Assert.Equal(15, (await pipeline.ItemsAsync()).Count);
    }

    [Fact]
    public async Task A_changed_file_limit_changes_the_run()
    {
        await using var pipeline = await RunningPipeline.StartAsync(settings => settings["fileLimit"] = 2);

        for (var minute = 0; minute < 4; minute++)
        {
            await pipeline.UploadAsync(MinuteFiles.Key(minute), await MinuteFiles.ContentAsync(minute, 2));
        }

        await Eventually.TrueAsync(() => Task.FromResult(pipeline.FanOutEvents() == (4, 4)));
        Assert.Equal(2, (await pipeline.SlotsAsync()).Count);
    }

    [Fact]
    public async Task A_file_that_is_no_minute_file_takes_no_slot_and_its_event_is_kept_with_the_reason()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        var bad = new Dictionary<string, string>
        {
            [MinuteFiles.Key(0)] = "symbol\tprice\nBTCUSDT\t1\n",
            [MinuteFiles.Key(1)] = "\0\u0001\u0002PK",
            [MinuteFiles.Key(2)] = new string('x', 100_000),
            [MinuteFiles.Key(3)] = "",
            [MinuteFiles.Key(4)] = MinuteFile.HeaderLine + "\n",
            [MinuteFiles.Key(5)] = await MinuteFiles.ContentAsync(minute: 6, symbols: 5),
            ["data_1_min/read me+ä%.tsv"] = await MinuteFiles.ContentAsync(minute: 6, symbols: 5),
        };

        foreach (var (key, content) in bad)
        {
            await pipeline.UploadAsync(key, content);
        }

        await Eventually.GetAsync(() => pipeline.DepthAsync(pipeline.FailedObjectsQueue), depth => depth == bad.Count);
        var reasons = new Dictionary<string, string>();
        for (var letter = 0; letter < bad.Count; letter++)
        {
            var record = JsonNode.Parse(await pipeline.ReceiveBodyAsync(pipeline.FailedObjectsQueue))!;
            var key = record["requestPayload"]!["Records"]![0]!["s3"]!["object"]!["key"]!.GetValue<string>();
            reasons[Uri.UnescapeDataString(key.Replace('+', ' '))] = record["responsePayload"]!["errorMessage"]!.GetValue<string>();
        }

        Assert.Equal(bad.Keys.Order(), reasons.Keys.Order());
        Assert.All(bad.Keys.Take(4), key => Assert.Contains("line 1", reasons[key], StringComparison.Ordinal));
        Assert.EndsWith("the file has a header and no row", reasons[MinuteFiles.Key(4)], StringComparison.Ordinal);
        Assert.Contains("the key is not that of its rows: line 2, column open_time", reasons[MinuteFiles.Key(5)], StringComparison.Ordinal);
        Assert.Contains("is not the key of a file of the pipeline", reasons["data_1_min/read me+ä%.tsv"], StringComparison.Ordinal);
        Assert.Empty(await pipeline.SlotsAsync());
        Assert.Empty(await pipeline.ItemsAsync());
    }

    [Fact]
    public async Task A_bad_row_among_good_ones_is_kept_with_its_line_and_the_good_ones_are_stored()
    {
        await using var pipeline = await RunningPipeline.StartAsync();
        var lines = (await MinuteFiles.ContentAsync(0, 5)).Split('\n');
        lines[3] = lines[3].Replace("101.50", "1O1.50", StringComparison.Ordinal);

        await pipeline.UploadAsync(MinuteFiles.Key(0), string.Join('\n', lines));

        Assert.True(RejectedRow.TryParse(await pipeline.ReceiveBodyAsync(pipeline.DeadLettersQueue), out var rejected, out _));
        Assert.Equal((MinuteFiles.Key(0), 4, lines[3]), (rejected.SourceKey, rejected.Line, rejected.Text));
        Assert.Contains("1O1.50", rejected.Reason, StringComparison.Ordinal);
        var items = await Eventually.GetAsync(pipeline.ItemsAsync, items => items.Count == 4);
        Assert.DoesNotContain("3", items.Select(item => item[ProcessedData.SourceRow].N));
    }
}
