using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ServerlessPipeline.MarketData.Tests;

/// <summary>Candles for tests: one by hand, and generators of possible ones.</summary>
internal static class Candles
{
    public static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    public static readonly Candle Sample = new()
    {
        Symbol = Symbol.Parse("BTCUSDT"),
        OpenTime = Minute,
        Open = 0.1005m,
        High = 0.1010m,
        Low = 0.1000m,
        Close = 0.1007m,
        BaseVolume = 1000.50m,
        CloseTime = Minute.AddMilliseconds(59_999),
        QuoteVolume = 100.75000000m,
        TradeCount = 150,
        TakerBuyBaseVolume = 500.25m,
        TakerBuyQuoteVolume = 50.00m,
    };

    /// <summary>The sample's line in a minute file.</summary>
    public const string SampleLine =
        "BTCUSDT\t1770039600000\t0.1005\t0.1010\t0.1000\t0.1007\t1000.50\t"
        + "1770039659999\t100.75000000\t150\t500.25\t50.00";

    /// <summary>Texts of decimals in the spelling that is accepted, of 1 to 28 digits and any scale.</summary>
    public static Gen<string> DecimalTexts { get; } =
        from count in Gen.Choose(1, 28)
        from digits in Gen.ArrayOf(Gen.Choose(0, 9), count)
        from scale in Gen.Choose(0, count)
        select Spell(string.Concat(digits), scale);

    public static Gen<Symbol> Symbols { get; } =
        from length in Gen.Choose(1, Symbol.MaxLength)
        from letters in Gen.ArrayOf(Gen.Elements("ABCXYZ0189-_.币安人生𠮷".EnumerateRunes().ToArray()), length)
        select Symbol.Parse(string.Concat(letters));

    private static Gen<DateTimeOffset> Minutes { get; } =
        from minute in Gen.Choose(1_000_000_000 / 60 + 1, 2_000_000_000 / 60)
        select DateTimeOffset.FromUnixTimeSeconds(minute * 60L);

    private static Gen<decimal> Decimals { get; } =
        from text in DecimalTexts
        select decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Gen<decimal[]> AscendingDecimals(int count) =>
        from values in Gen.ArrayOf(Decimals, count)
        select values.Order().ToArray();

    public static Gen<Candle> Possible { get; } = Minutes.SelectMany(PossibleOf);

    /// <summary>What a minute file may hold: one minute, one candle per symbol, none too.</summary>
    public static Gen<Candle[]> OfOneMinute { get; } =
        from minute in Minutes
        from candles in Gen.ArrayOf(PossibleOf(minute))
        select candles.DistinctBy(candle => candle.Symbol).ToArray();

    private static Gen<Candle> PossibleOf(DateTimeOffset minute) =>
        from symbol in Symbols
        from prices in AscendingDecimals(4)
        from swapped in Gen.Elements(true, false)
        from baseVolumes in AscendingDecimals(2)
        from quoteVolumes in AscendingDecimals(2)
        from trades in Gen.Elements(0, 1, 150, long.MaxValue)
        where prices[0] > 0
        select new Candle
        {
            Symbol = symbol,
            OpenTime = minute,
            Low = prices[0],
            Open = prices[swapped ? 2 : 1],
            Close = prices[swapped ? 1 : 2],
            High = prices[3],
            BaseVolume = baseVolumes[1],
            CloseTime = minute.AddMilliseconds(59_999),
            QuoteVolume = quoteVolumes[1],
            TradeCount = trades,
            TakerBuyBaseVolume = baseVolumes[0],
            TakerBuyQuoteVolume = quoteVolumes[0],
        };

    private static string Spell(string digits, int scale)
    {
        var whole = digits[..^scale].TrimStart('0');
        return (whole.Length == 0 ? "0" : whole) + (scale == 0 ? "" : "." + digits[^scale..]);
    }
}
