using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench.Formats;

/// <summary>The minute file by <see cref="string.Split(char, StringSplitOptions)"/> and <c>Parse</c>, as one writes it first.</summary>
internal static class SplitFile
{
    public static int Read(byte[] file)
    {
        using var text = new StreamReader(new MemoryStream(file));
        text.ReadLine();
        var count = 0;
        while (text.ReadLine() is { } line)
        {
            count += Parse(line.Split('\t')).TradeCount >= 0 ? 1 : 0;
        }

        return count;
    }

    private static Candle Parse(string[] fields) => new()
    {
        Symbol = Symbol.Parse(fields[0]),
        OpenTime = Time(fields[1]),
        Open = Decimal(fields[2]),
        High = Decimal(fields[3]),
        Low = Decimal(fields[4]),
        Close = Decimal(fields[5]),
        BaseVolume = Decimal(fields[6]),
        CloseTime = Time(fields[7]),
        QuoteVolume = Decimal(fields[8]),
        TradeCount = long.Parse(fields[9], CultureInfo.InvariantCulture),
        TakerBuyBaseVolume = Decimal(fields[10]),
        TakerBuyQuoteVolume = Decimal(fields[11]),
    };

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
