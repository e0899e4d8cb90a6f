using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Bench;

/// <summary>A made-up minute of any number of symbols, with the exchange's eight decimals; the same at every run.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static IReadOnlyList<Candle> Candles(int symbols) => Candles(symbols, Minute);

    public static IReadOnlyList<Candle> Candles(int symbols, DateTimeOffset minute)
    {
        // A fixed seed: no secret, and no chance.
        var random = new Random(20260202);
        return [.. Enumerable.Range(0, symbols).Select(number => Candle($"S{number:D5}USDT", minute, random))];
    }

    public static async Task<byte[]> FileAsync(int symbols)
    {
        using var file = new MemoryStream();
        await MinuteFileWriter.WriteAsync(file, Candles(symbols));
        return file.ToArray();
    }

    public static Candle Candle(string symbol, DateTimeOffset minute, Random random)
    {
        // From a fraction of a cent to a bitcoin.
        var scale = random.Next(0, 8);
        var low = Digits(random, scale);
        var step = Math.Round(low * 0.001m, 8) + 0.00000001m;
        var volume = Digits(random, 4);
        var quote = Math.Round(volume * low, 8) + 0.00000000m;
        return new Candle
        {
            Symbol = Symbol.Parse(symbol),
            OpenTime = minute,
            Open = low + step,
            High = low + (3 * step),
            Low = low,
            Close = low + (2 * step),
            BaseVolume = volume,
            CloseTime = minute.AddMilliseconds(59_999),
            QuoteVolume = quote,
            TradeCount = random.Next(1, 5000),
            TakerBuyBaseVolume = Math.Round(volume / 2, 8),
            TakerBuyQuoteVolume = Math.Round(quote / 2, 8),
        };
    }

    private static decimal Digits(Random random, int wholeDigits) =>
        new(lo: random.Next(1, int.MaxValue), mid: random.Next(0, wholeDigits switch { < 2 => 1, < 5 => 10, _ => 1700 }), hi: 0, isNegative: false, scale: 8);
}
