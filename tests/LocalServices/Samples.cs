using System.Text;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.LocalServices;

/// <summary>Candles and minute files that differ by a number.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset FetchedAt = new(2026, 2, 2, 13, 41, 0, 512, TimeSpan.Zero);

    /// <summary>The minute's candle of symbol number <paramref name="number"/>.</summary>
    public static Candle Candle(int number, DateTimeOffset? minute = null) => new()
    {
        Symbol = Symbol.Parse($"S{number}USDT"),
        OpenTime = minute ?? Minute,
        Open = 0.1005m + number,
        High = 0.1010m + number,
        Low = 0.1000m + number,
        Close = 0.1007m + number,
        BaseVolume = 1000.50m,
        CloseTime = (minute ?? Minute).AddMilliseconds(59_999),
        QuoteVolume = 100.75000000m,
        TradeCount = 150 + number,
        TakerBuyBaseVolume = 500.25m,
        TakerBuyQuoteVolume = 50.00m,
    };

    /// <summary>The minute file of the symbols 1 to <paramref name="rows"/>.</summary>
    /// <param name="minute">Which one; the file's key is <see cref="Key"/> of it.</param>
    public static async Task<string> FileAsync(int rows, int minute = 0)
    {
        using var file = new MemoryStream();
        await MinuteFileWriter.WriteAsync(
            file,
            Enumerable.Range(1, rows).Select(number => Candle(number, Minute.AddMinutes(minute))),
            TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>The repair file of symbol 1, from <see cref="Minute"/> on.</summary>
    public static async Task<string> RepairAsync(int minutes)
    {
        using var file = new MemoryStream();
        await RepairFile.WriteAsync(
            file,
            Enumerable.Range(0, minutes).Select(minute => Candle(1, Minute.AddMinutes(minute))),
            TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    public static string BackfillKey(int minutes) =>
        RepairFileKey.Backfill.For(Symbol.Parse("S1USDT"), Minute, Minute.AddMinutes(minutes - 1));

    public static string RepairKey(int minutes) =>
        RepairFileKey.Repair.For(Symbol.Parse("S1USDT"), Minute, Minute.AddMinutes(minutes - 1));

    public static string Key(int minute) => MinuteFileKey.For(Minute.AddMinutes(minute));
}
