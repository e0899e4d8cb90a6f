using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using CsvHelper.TypeConversion;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.CsvHelper33;

/// <summary>The minute file to typed records by a class map, as one uses CsvHelper 33.</summary>
public static class CsvHelperFile
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        Delimiter = "\t",
        NewLine = "\n",
        Mode = CsvMode.NoEscape,
        CacheFields = true,
    };

    /// <summary>How many rows there are.</summary>
    public static int Read(byte[] file)
    {
        using var text = new StreamReader(new MemoryStream(file));
        using var csv = new CsvReader(text, Configuration);
        csv.Context.RegisterClassMap<CandleMap>();
        var count = 0;
        foreach (var candle in csv.GetRecords<Candle>())
        {
            count += candle.TradeCount >= 0 ? 1 : 0;
        }

        return count;
    }

    private sealed class CandleMap : ClassMap<Candle>
    {
        public CandleMap()
        {
            Map(candle => candle.Symbol).Name("symbol").TypeConverter<SymbolConverter>();
            Map(candle => candle.OpenTime).Name("open_time").TypeConverter<TimeConverter>();
            Map(candle => candle.Open).Name("open");
            Map(candle => candle.High).Name("high");
            Map(candle => candle.Low).Name("low");
            Map(candle => candle.Close).Name("close");
            Map(candle => candle.BaseVolume).Name("base_volume");
            Map(candle => candle.CloseTime).Name("close_time").TypeConverter<TimeConverter>();
            Map(candle => candle.QuoteVolume).Name("quote_volume");
            Map(candle => candle.TradeCount).Name("trade_count");
            Map(candle => candle.TakerBuyBaseVolume).Name("taker_buy_base_volume");
            Map(candle => candle.TakerBuyQuoteVolume).Name("taker_buy_quote_volume");
        }
    }

    private sealed class SymbolConverter : DefaultTypeConverter
    {
        public override object ConvertFromString(string? text, IReaderRow row, MemberMapData memberMapData) => Symbol.Parse(text!);
    }

    private sealed class TimeConverter : DefaultTypeConverter
    {
        public override object ConvertFromString(string? text, IReaderRow row, MemberMapData memberMapData) =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text!, CultureInfo.InvariantCulture));
    }
}
