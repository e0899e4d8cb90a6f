using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// An item of the table, read back. Its attributes are asked for by name and given as text, a number in its decimal
/// notation; null where the item has none of this name. Such text is not trusted: anyone may have written the item.
/// </summary>
public static class ProcessedItem
{
    // 28, and a zero before the point.
    private const int MaxDigits = 29;

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private delegate bool Parser<T>(string text, out T value);

    /// <summary>
    /// What is wrong with the item, or null: then <paramref name="candle"/> is one that <see cref="CandleRules"/> allow. Its
    /// decimals have the table's digits, which are the venue's without trailing zeros.
    /// </summary>
    public static CandleViolation? Read(Func<string, string?> attribute, out Candle? candle)
    {
        ArgumentNullException.ThrowIfNull(attribute);

        var reading = new Reading(attribute);
        candle = new Candle
        {
            Symbol = reading.Value<Symbol>(ProcessedData.Symbol, Symbol.TryParse, "is not a symbol"),
            OpenTime = reading.Value<DateTimeOffset>(ProcessedData.OpenTime, UtcText.TryParseSeconds, "is not a time such as 2026-02-02T13:40:00Z"),
            Open = reading.Decimal(ProcessedData.Open),
            High = reading.Decimal(ProcessedData.High),
            Low = reading.Decimal(ProcessedData.Low),
            Close = reading.Decimal(ProcessedData.Close),
            BaseVolume = reading.Decimal(ProcessedData.BaseVolume),
            CloseTime = reading.Value<DateTimeOffset>(ProcessedData.CloseTime, UtcText.TryParseMilliseconds, "is not a time such as 2026-02-02T13:40:59.999Z"),
            QuoteVolume = reading.Decimal(ProcessedData.QuoteVolume),
            TradeCount = reading.Value<long>(ProcessedData.TradeCount, TryParseCount, IntegerText.NotInteger),
            TakerBuyBaseVolume = reading.Decimal(ProcessedData.TakerBuyBaseVolume),
            TakerBuyQuoteVolume = reading.Decimal(ProcessedData.TakerBuyQuoteVolume),
        };
        var violation = reading.Violation ?? CandleRules.Check(candle);
        candle = violation is null ? candle : null;
        return violation;
    }

    /// <summary>Whether the table's text says what the writer stored; a number may have lost trailing zeros.</summary>
    /// <param name="expected">As <see cref="ProcessedData.Attributes"/> gives it.</param>
    /// <param name="found">The item's text; null if it has no such attribute.</param>
    public static bool IsSame(ItemAttribute expected, string? found) =>
        string.Equals(expected.Value, found, StringComparison.Ordinal)
        || (expected.Type == ItemAttributeType.N
            && TryParseDecimal(found ?? "", out var number)
            && number == decimal.Parse(expected.Value, CultureInfo.InvariantCulture));

    // A decimal would round further digits without a word.
    private static bool TryParseDecimal(string text, out decimal value) =>
        decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out value)
        && (text.Length <= MaxDigits || text.Count(char.IsAsciiDigit) <= MaxDigits);

    private static bool TryParseCount(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads values one after the other; the first fault found is kept.</summary>
    private sealed class Reading(Func<string, string?> attribute)
    {
        public CandleViolation? Violation { get; private set; }

        public decimal Decimal(string name) => Value<decimal>(name, TryParseDecimal, "is not a decimal number of up to 28 digits");

        public T Value<T>(string name, Parser<T> parse, string reason)
            where T : struct
        {
            if (attribute(name) is not { } text)
            {
                Violation ??= new(name, "", "is missing");
            }
            else if (parse(text, out var value))
            {
                return value;
            }
            else
            {
                Violation ??= new(name, text, reason);
            }

            return default;
        }
    }
}
