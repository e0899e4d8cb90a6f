using System.Globalization;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.LocalCloud.Tests;
using ServerlessPipeline.LocalServices;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer.Tests;

public sealed class StoringTests(LocalAws aws)
{
    [Fact]
    public async Task Item_says_what_the_candle_says_and_where_it_came_from()
    {
        using var scene = await Scene.CreateAsync(aws);
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromSeconds(75.25));

        var failed = await scene.HandleAsync(Scene.Event(Scene.Version("message-1", Samples.FetchedAt.AddSeconds(1), trades: 151)), time);

        Assert.Empty(failed);
        var item = Assert.Single(await scene.ItemsAsync());
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["symbol"] = "S1USDT",
                ["open_time"] = "2026-02-02T13:40:00Z",
                ["open"] = 1.1005m,
                ["high"] = 1.1010m,
                ["low"] = 1.1000m,
                ["close"] = 1.1007m,
                ["base_volume"] = 1000.50m,
                ["close_time"] = "2026-02-02T13:40:59.999Z",
                ["quote_volume"] = 100.75m,
                ["trade_count"] = 151m,
                ["taker_buy_base_volume"] = 500.25m,
                ["taker_buy_quote_volume"] = 50m,
                ["source_key"] = "data_1_min/dt=2026-02-02/1340.tsv",
                ["source_row"] = 1m,
                ["fetched_at"] = "2026-02-02T13:41:00.512Z",
                ["written_at"] = "2026-02-02T13:41:15.250Z",
                ["uploaded_at"] = "2026-02-02T13:41:01.512Z",
            },
            item.ToDictionary(attribute => attribute.Key, attribute => Value(attribute.Value)));
    }

    [Fact]
    public async Task Extreme_numbers_keep_every_digit()
    {
        using var scene = await Scene.CreateAsync(aws);
        var candle = Samples.Candle(1) with
        {
            Low = 0.0000000000000000000000000001m,
            High = 9999999999999999999999999999m,
            BaseVolume = 9999999999999.999999999999999m,
            TradeCount = long.MaxValue,
        };
        var row = Scene.Row(1) with { Candle = candle };

        var failed = await scene.HandleAsync(Scene.Event(Scene.Message("extreme", row.ToJson())));

        Assert.Empty(failed);
        var item = Assert.Single(await scene.ItemsAsync());
        Assert.Equal(
            [candle.Low, candle.High, candle.BaseVolume, candle.TradeCount],
            new[] { ProcessedData.Low, ProcessedData.High, ProcessedData.BaseVolume, ProcessedData.TradeCount }
                .Select(name => (decimal)Value(item[name])));
    }

    [Fact]
    public async Task Batch_larger_than_a_call_of_DynamoDB_is_stored_whole()
    {
        using var scene = await Scene.CreateAsync(aws);

        var failed = await scene.HandleAsync(Scene.Event(Enumerable.Range(1, 60).Select(Scene.Message)));

        Assert.Empty(failed);
        Assert.Equal(Enumerable.Range(1, 60), await scene.RowsAsync());
        Assert.Equal(3, scene.Wire.Calls("BatchWriteItem").Count);
    }

    [Fact]
    public async Task Candle_that_comes_twice_in_a_batch_is_stored_once_and_both_messages_succeed()
    {
        using var scene = await Scene.CreateAsync(aws);
        var again = Scene.Message("again", Scene.Row(1).ToJson());

        var failed = await scene.HandleAsync(Scene.Event(Scene.Message(1), Scene.Message(2), again));

        Assert.Empty(failed);
        Assert.Equal([1, 2], await scene.RowsAsync());
    }

    [Fact]
    public async Task Redelivered_message_is_stored_once()
    {
        using var scene = await Scene.CreateAsync(aws);
        await scene.HandleAsync(Scene.Event(Scene.Message(1), Scene.Message(2)));

        var failed = await scene.HandleAsync(Scene.Event(Scene.Message(2), Scene.Message(1)));

        Assert.Empty(failed);
        Assert.Equal([1, 2], await scene.RowsAsync());
    }

    [Fact]
    public async Task Candles_of_one_symbol_and_of_one_minute_are_kept_apart()
    {
        using var scene = await Scene.CreateAsync(aws);
        var nextMinute = Scene.Row(2) with { Candle = Samples.Candle(1, Samples.Minute.AddMinutes(1)) };

        await scene.HandleAsync(
            Scene.Event(Scene.Message(1), Scene.Message("next", nextMinute.ToJson()), Scene.Message(3)));

        Assert.Equal(
            [("S1USDT", "2026-02-02T13:40:00Z"), ("S1USDT", "2026-02-02T13:41:00Z"), ("S3USDT", "2026-02-02T13:40:00Z")],
            (await scene.ItemsAsync()).Select(item => (item["symbol"].S, item["open_time"].S)));
    }

    private static object Value(AttributeValue value) =>
        value.N is { } number ? decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) : value.S;
}
