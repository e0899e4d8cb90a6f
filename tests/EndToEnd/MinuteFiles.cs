using System.Text;
using System.Text.Json.Nodes;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.EndToEnd;

/// <summary>Minute files and row messages made for tests: candles that differ by symbol and minute.</summary>
internal static class MinuteFiles
{
    public static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static string Key(int minute) => MinuteFileKey.For(Start.AddMinutes(minute));

    public static Candle Candle(int minute, int symbol) => new()
    {
        Symbol = Symbol.Parse($"SYM{symbol}USDT"),
        OpenTime = Start.AddMinutes(minute),
        Open = 100.10m + minute,
        High = 101.50m + minute,
        Low = 99.25m + minute,
        Close = 100.75m + minute,
        BaseVolume = 10.500m + symbol,
        CloseTime = Start.AddMinutes(minute + 1).AddMilliseconds(-1),
        QuoteVolume = 1050.125m + symbol,
        TradeCount = 42 + symbol,
        TakerBuyBaseVolume = 5.250m,
        TakerBuyQuoteVolume = 525.0625m,
    };

    public static async Task<string> ContentAsync(int minute, int symbols)
    {
        using var stream = new MemoryStream();
        await MinuteFileWriter.WriteAsync(stream, Enumerable.Range(0, symbols).Select(symbol => Candle(minute, symbol)));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The repair file of one symbol, from <see cref="Start"/> on.</summary>
    public static Task<string> RepairAsync(int symbol, int minutes) => RepairAsync(symbol, 0, minutes);

    /// <param name="first">The first minute's distance from <see cref="Start"/>.</param>
    public static async Task<string> RepairAsync(int symbol, int first, int minutes)
    {
        using var stream = new MemoryStream();
        await RepairFile.WriteAsync(stream, Enumerable.Range(first, minutes).Select(minute => Candle(minute, symbol)));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Puts a minute into a fetcher's spool, as one that was fetched and not yet uploaded.</summary>
    public static async Task SpoolAsync(string folder, int minute)
    {
        var header = new JsonObject { ["Key"] = Key(minute), ["Metadata"] = new JsonObject() };
        await File.WriteAllTextAsync(
            Path.Combine(folder, $"{Start.AddMinutes(minute):yyyy-MM-dd'T'HHmm}Z.spool"),
            $"{header.ToJsonString()}\n{await ContentAsync(minute, 5)}");
    }

    /// <summary>The same for the candles of one symbol.</summary>
    public static async Task SpoolRepairAsync(string folder, int symbol, int minutes)
    {
        var name = Candle(0, symbol).Symbol;
        var key = RepairFileKey.Repair.For(name, Start, Start.AddMinutes(minutes - 1));
        var header = new JsonObject { ["Key"] = key, ["Metadata"] = new JsonObject() };
        await File.WriteAllTextAsync(
            Path.Combine(folder, $"{Start:yyyy-MM-dd'T'HHmm}Z-repair-{name}.spool"),
            $"{header.ToJsonString()}\n{await RepairAsync(symbol, minutes)}");
    }

    public static string Message(int minute, int symbol) =>
        new RowMessage(Candle(minute, symbol), Key(minute), "v1", symbol + 1, Start.AddMinutes(minute + 1)).ToJson();
}
