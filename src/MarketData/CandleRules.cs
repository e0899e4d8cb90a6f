using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// What every closed one-minute candle of a spot market satisfies. A candle that does not is a fault of its source
/// and must not be stored. A candle that does can be written to a minute file or a message and read back unchanged.
/// </summary>
public static class CandleRules
{
    private static readonly TimeSpan OpenToClose = TimeSpan.FromMilliseconds(59_999);

    /// <summary>The first violation found, or null if the candle is possible.</summary>
    public static CandleViolation? Check(Candle candle)
    {
        ArgumentNullException.ThrowIfNull(candle);

        return CheckSymbolAndTimes(candle) ?? CheckPrices(candle) ?? CheckVolumes(candle);
    }

    private static CandleViolation? CheckSymbolAndTimes(Candle candle)
    {
        if (candle.Symbol == default)
        {
            return new(CandleColumns.Symbol, "", "is not a symbol");
        }

        if (!EpochMilliseconds.IsPlausible(candle.OpenTime))
        {
            return Violation(CandleColumns.OpenTime, candle.OpenTime, EpochMilliseconds.Implausible);
        }

        if (candle.OpenTime.UtcTicks % TimeSpan.TicksPerMinute != 0)
        {
            return Violation(CandleColumns.OpenTime, candle.OpenTime, "is not a whole minute");
        }

        if (!EpochMilliseconds.IsPlausible(candle.CloseTime))
        {
            return Violation(CandleColumns.CloseTime, candle.CloseTime, EpochMilliseconds.Implausible);
        }

        return candle.CloseTime - candle.OpenTime == OpenToClose
            ? null
            : Violation(CandleColumns.CloseTime, candle.CloseTime, "is not 59999 ms after the open time");
    }

    private static CandleViolation? CheckPrices(Candle candle) =>
        CheckPrice(CandleColumns.Open, candle.Open)
        ?? CheckPrice(CandleColumns.High, candle.High)
        ?? CheckPrice(CandleColumns.Low, candle.Low)
        ?? CheckPrice(CandleColumns.Close, candle.Close)
        ?? (candle.High < candle.Low
            ? Violation(CandleColumns.High, candle.High, $"is below the low {Text(candle.Low)}")
            : null)
        ?? CheckInRange(CandleColumns.Open, candle.Open, candle)
        ?? CheckInRange(CandleColumns.Close, candle.Close, candle);

    private static CandleViolation? CheckVolumes(Candle candle) =>
        CheckVolume(CandleColumns.BaseVolume, candle.BaseVolume)
        ?? CheckVolume(CandleColumns.QuoteVolume, candle.QuoteVolume)
        ?? (candle.TradeCount < 0 ? Violation(CandleColumns.TradeCount, candle.TradeCount, "is negative") : null)
        ?? CheckVolume(CandleColumns.TakerBuyBaseVolume, candle.TakerBuyBaseVolume)
        ?? CheckPart(CandleColumns.TakerBuyBaseVolume, candle.TakerBuyBaseVolume, candle.BaseVolume)
        ?? CheckVolume(CandleColumns.TakerBuyQuoteVolume, candle.TakerBuyQuoteVolume)
        ?? CheckPart(CandleColumns.TakerBuyQuoteVolume, candle.TakerBuyQuoteVolume, candle.QuoteVolume);

    // Zero is refused as well: no trade has that price, and a minute without trades repeats the last close.
    private static CandleViolation? CheckPrice(string column, decimal price) =>
        decimal.Sign(price) <= 0 ? Violation(column, price, "is not above zero") : CheckDigits(column, price);

    private static CandleViolation? CheckVolume(string column, decimal volume) =>
        decimal.Sign(volume) < 0 ? Violation(column, volume, "is negative") : CheckDigits(column, volume);

    private static CandleViolation? CheckDigits(string column, decimal value) =>
        DecimalText.IsRepresentable(value) ? null : Violation(column, value, DecimalText.TooManyDigits);

    private static CandleViolation? CheckInRange(string column, decimal price, Candle candle) =>
        price < candle.Low ? Violation(column, price, $"is below the low {Text(candle.Low)}")
        : price > candle.High ? Violation(column, price, $"is above the high {Text(candle.High)}")
        : null;

    private static CandleViolation? CheckPart(string column, decimal part, decimal total) =>
        part > total ? Violation(column, part, $"is above the total volume {Text(total)}") : null;

    private static CandleViolation Violation(string column, decimal value, string reason) =>
        new(column, Text(value), reason);

    private static CandleViolation Violation(string column, DateTimeOffset time, string reason) =>
        new(column, time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), reason);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
