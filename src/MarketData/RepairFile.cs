using System.Runtime.CompilerServices;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// Candles that the minute files lack, on their own way to the table: one symbol, minutes of one UTC day in ascending
/// order, in the format of the <see cref="MinuteFile"/> and with the same metadata.
/// </summary>
public static class RepairFile
{
    /// <summary>The minutes of a day.</summary>
    public const int MaxRows = 1440;

    /// <summary>In bytes: the header, the rows, and one line more to tell a file that is too long.</summary>
    public const long MaxReadLength = (MaxRows + 2L) * MinuteFile.MaxLineLength;

    /// <summary>
    /// The file's rows in order. Rejected is what <see cref="MinuteFileReader"/> rejects, but for the rule on minutes: a
    /// candle must be of the first one's symbol and UTC day, and later than the one before.
    /// </summary>
    /// <param name="source">Left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MinuteFileException">
    /// The data is no such file, or has more than <see cref="MaxRows"/>. Thrown when the enumeration gets there.
    /// </exception>
    public static IAsyncEnumerable<MinuteFileRow> ReadAsync(Stream source, CancellationToken cancellationToken = default) =>
        ReadAsync(source, allow: null, cancellationToken);

    /// <param name="allow">Asked before the rules of the file: null for a candle that may be in it, else why not.</param>
    internal static async IAsyncEnumerable<MinuteFileRow> ReadAsync(
        Stream source, Func<Candle, CandleViolation?>? allow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);

        var candles = new RepairCandles();
        await foreach (var row in MinuteFileReader.ReadRowsAsync(
            source, MaxRows + 1, candle => allow?.Invoke(candle) ?? candles.Admit(candle), atEnd: null, cancellationToken))
        {
            yield return row.Number <= MaxRows
                ? row
                : throw new MinuteFileException(
                    row.Line, column: null, [], $"is one row more than the {MaxRows} of a repair file");
        }
    }

    /// <summary>Writes the header and a row per candle in the order given.</summary>
    /// <exception cref="ArgumentException">
    /// A candle is impossible, of another symbol or UTC day than the first, or not later than the one before; the
    /// message names it. Nothing has been written then.
    /// </exception>
    public static async Task WriteAsync(
        Stream destination, IEnumerable<Candle> candles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(candles);

        await destination.WriteAsync(MinuteFileWriter.Format(candles, new RepairCandles().Admit), cancellationToken);
    }
}
