using System.Globalization;

namespace ServerlessPipeline.SimulatedExchange.Replay;

/// <summary>
/// One row of an archive file of data.binance.vision, whose numbers are kept as the text they are.
/// <code>1769990400000,9.9090,9.9400,9.9080,9.9220,33341,1769990459999,330979.2550,1122,19174,190351.5320,0</code>
/// Times are milliseconds, or microseconds: spot files since 2025.
/// </summary>
internal static class ArchiveRow
{
    private const long SmallestMicroseconds = 100_000_000_000_000;

    private static readonly string[] Columns =
    [
        "open_time", "open", "high", "low", "close", "base_volume", "close_time", "quote_volume", "trade_count",
        "taker_buy_base_volume", "taker_buy_quote_volume", "ignore",
    ];

    /// <param name="line">The row.</param>
    /// <param name="place">File and line, for the error's message.</param>
    /// <exception cref="FormatException">The row is malformed; the message gives place, column and value.</exception>
    public static Kline Parse(string line, string place)
    {
        var values = line.Split(',');
        if (values.Length != Columns.Length)
        {
            throw new FormatException($"{place}: {values.Length} columns instead of {Columns.Length}: '{line}'");
        }

        return new Kline
        {
            OpenTime = Time(0),
            Open = Number(1),
            High = Number(2),
            Low = Number(3),
            Close = Number(4),
            BaseVolume = Number(5),
            CloseTime = Time(6),
            QuoteVolume = Number(7),
            TradeCount = Integer(8).ToString(CultureInfo.InvariantCulture),
            TakerBuyBaseVolume = Number(9),
            TakerBuyQuoteVolume = Number(10),
        };

        long Time(int column)
        {
            var time = Integer(column);
            var milliseconds = time >= SmallestMicroseconds ? time / 1000 : time;
            return milliseconds < SmallestMicroseconds
                ? milliseconds
                : throw Malformed(column, "a time in milliseconds or microseconds");
        }

        long Integer(int column) => long.TryParse(values[column], NumberStyles.None, null, out var integer)
            ? integer
            : throw Malformed(column, "a whole number");

        string Number(int column) => decimal.TryParse(values[column], NumberStyles.AllowDecimalPoint, null, out _)
            ? values[column]
            : throw Malformed(column, "a decimal number");

        FormatException Malformed(int column, string expected) =>
            new($"{place}, column {Columns[column]}: '{values[column]}' is not {expected}");
    }
}
