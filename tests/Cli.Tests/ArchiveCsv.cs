using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>Candles as an archive has them.</summary>
internal static class ArchiveCsv
{
    /// <summary>A whole day, a candle a minute.</summary>
    public static IReadOnlyList<Candle> Day(Symbol symbol, DateTimeOffset day) => [.. Enumerable.Range(0, 1440).Select(minute => Candle(symbol, day.AddMinutes(minute)))];

    public static Candle Candle(Symbol symbol, DateTimeOffset openTime, decimal close = 1.5m) => new()
    {
        Symbol = symbol,
        OpenTime = openTime,
        Open = 1,
        High = 9,
        Low = 1,
        Close = close,
        BaseVolume = 10,
        CloseTime = openTime.AddMilliseconds(59_999),
        QuoteVolume = 20,
        TradeCount = openTime.Minute,
        TakerBuyBaseVolume = 5,
        TakerBuyQuoteVolume = 10,
    };

    public static IEnumerable<string> Lines(IEnumerable<Candle> candles) => candles.Select(candle => string.Create(
        CultureInfo.InvariantCulture,
        $"{candle.OpenTime.ToUnixTimeMilliseconds()},{candle.Open},{candle.High},{candle.Low},{candle.Close},{candle.BaseVolume},{candle.CloseTime.ToUnixTimeMilliseconds()},{candle.QuoteVolume},{candle.TradeCount},{candle.TakerBuyBaseVolume},{candle.TakerBuyQuoteVolume},0"));

    public static byte[] Zip(string name, IEnumerable<Candle> candles)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(zip.CreateEntry(Path.ChangeExtension(name, ".csv")).Open());
            writer.Write(string.Join('\n', Lines(candles)));
        }

        return packed.ToArray();
    }

    public static byte[] Checksum(string name, byte[] zip) => Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(zip))}  {name}\n");
}
