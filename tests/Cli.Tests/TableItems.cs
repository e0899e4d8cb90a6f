using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>Items as the table gives them back: without trailing zeros.</summary>
internal static class TableItems
{
    public static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static Candle Candle(int minute) => new()
    {
        Symbol = Symbol.Parse("BTCUSDT"),
        OpenTime = Start.AddMinutes(minute),
        Open = 1.5m,
        High = 2,
        Low = 1,
        Close = 1.25m,
        BaseVolume = 10,
        CloseTime = Start.AddMinutes(minute + 1).AddMilliseconds(-1),
        QuoteVolume = 15,
        TradeCount = 3,
        TakerBuyBaseVolume = 5,
        TakerBuyQuoteVolume = 7,
    };

    public static Dictionary<string, AttributeValue> Of(int minute) => Of(Candle(minute), MinuteFileKey.For(Start.AddMinutes(minute)), row: 1);

    public static Dictionary<string, AttributeValue> Of(Candle candle, string file, int row) => ProcessedData
        .Attributes(new RowMessage(candle, file, null, row, Start), Start)
        .ToDictionary(
            attribute => attribute.Name,
            attribute => attribute.Type == ItemAttributeType.N
                ? new AttributeValue { N = attribute.Value }
                : new AttributeValue(attribute.Value));
}
