using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.Bench.Formats;

/// <summary>An answer of <c>/api/v3/klines</c>.</summary>
internal static class Klines
{
    public static readonly Symbol Symbol = Symbol.Parse("BTCUSDT");

    public static byte[] Answer(int klines)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, klines).Select(minute =>
        {
            var candle = Sample.Candle("BTCUSDT", Sample.Minute.AddMinutes(minute), random);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"[{candle.OpenTime.ToUnixTimeMilliseconds()},\"{candle.Open}\",\"{candle.High}\",\"{candle.Low}\",\"{candle.Close}\",\"{candle.BaseVolume}\",{candle.CloseTime.ToUnixTimeMilliseconds()},\"{candle.QuoteVolume}\",{candle.TradeCount},\"{candle.TakerBuyBaseVolume}\",\"{candle.TakerBuyQuoteVolume}\",\"0\"]");
        });
        return Encoding.UTF8.GetBytes($"[{string.Join(',', rows)}]");
    }

    public static async Task<IReadOnlyList<Candle>> OursAsync(byte[] answer) =>
        (await JsonSerializer.DeserializeAsync(new MemoryStream(answer), BinanceJson.Default.ListKlineElement))!.ToKlines(Symbol).Candles;

    /// <summary>Rows of numbers and strings, which is the plain type that fits, and <c>Parse</c>.</summary>
    public static async Task<List<Candle>> PlainAsync(byte[] answer) =>
        (await JsonSerializer.DeserializeAsync<List<JsonElement[]>>(new MemoryStream(answer)))!.ConvertAll(row => new Candle
        {
            Symbol = Symbol,
            OpenTime = DateTimeOffset.FromUnixTimeMilliseconds(row[0].GetInt64()),
            Open = Decimal(row[1]),
            High = Decimal(row[2]),
            Low = Decimal(row[3]),
            Close = Decimal(row[4]),
            BaseVolume = Decimal(row[5]),
            CloseTime = DateTimeOffset.FromUnixTimeMilliseconds(row[6].GetInt64()),
            QuoteVolume = Decimal(row[7]),
            TradeCount = row[8].GetInt64(),
            TakerBuyBaseVolume = Decimal(row[9]),
            TakerBuyQuoteVolume = Decimal(row[10]),
        });

    private static decimal Decimal(JsonElement element) => decimal.Parse(element.GetString()!, CultureInfo.InvariantCulture);
}
