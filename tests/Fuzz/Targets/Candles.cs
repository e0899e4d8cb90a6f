using ServerlessPipeline.Fuzz.Engine;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fuzz.Targets;

/// <summary>Candles to make samples of, and what holds for every candle that a reader lets in.</summary>
internal static class Candles
{
    public static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset FetchedAt = new(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero);

    public static Candle Of(string symbol, int minute = 0) => new()
    {
        Symbol = Symbol.Parse(symbol),
        OpenTime = Minute.AddMinutes(minute),
        Open = 0.1005m,
        High = 0.10100000m,
        Low = 0.1000m,
        Close = 0.1007m,
        BaseVolume = 1000.50m + minute,
        CloseTime = Minute.AddMinutes(minute).AddMilliseconds(59_999),
        QuoteVolume = 100.75000000m,
        TradeCount = 150,
        TakerBuyBaseVolume = 500.25m,
        TakerBuyQuoteVolume = 50.00m,
    };

    /// <summary>Candles of one file, written as such.</summary>
    public static byte[] Written(IEnumerable<Candle> candles, bool repair)
    {
        using var file = new MemoryStream();
        (repair ? RepairFile.WriteAsync(file, candles) : MinuteFileWriter.WriteAsync(file, candles)).GetAwaiter().GetResult();
        return file.ToArray();
    }

    /// <summary>It is possible, and goes to a message and back, and to an item, as it is.</summary>
    public static void GoOnUnchanged(Candle candle, int row)
    {
        Rule.Holds(CandleRules.Check(candle) is null);
        var message = new RowMessage(candle, MinuteFileKey.For(candle.OpenTime), SourceVersion: null, row, FetchedAt);
        Rule.Holds(RowMessage.TryParse(message.ToJson(), out var read, out _) && read == message && read.ToJson() == message.ToJson());
        Rule.Holds(ProcessedData.Attributes(message, FetchedAt).All(attribute => attribute.Value.Length > 0));
    }
}
