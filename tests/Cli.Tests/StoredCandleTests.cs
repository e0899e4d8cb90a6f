using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Up;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public sealed class StoredCandleTests
{
    [Fact]
    public void An_item_that_has_its_keys_alone_is_shown_as_far_as_it_goes()
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [ProcessedData.Symbol] = new("BTCUSDT"),
            [ProcessedData.OpenTime] = new("2026-02-02T13:40:00Z"),
            [ProcessedData.Close] = new() { N = "78000.1" },
        };

        Assert.Equal(new StoredCandle("BTCUSDT", "2026-02-02T13:40:00Z", "78000.1", "", ""), StoredCandle.Of(item));
    }
}
