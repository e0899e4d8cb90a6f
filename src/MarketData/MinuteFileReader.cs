using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace ServerlessPipeline.MarketData;

/// <summary>Reads the <see cref="MinuteFile"/> format from any stream, row by row, in bounded memory per row.</summary>
public static class MinuteFileReader
{
    /// <summary>In bytes. The reader never takes more than this beyond the last row that was asked for.</summary>
    public const int BufferSize = 4096;

    /// <summary>
    /// The file's rows in order, as far as they are enumerated. What is accepted has the one spelling that
    /// <see cref="MinuteFileWriter"/> writes. A line is rejected if it is malformed or lacks its LF (it may be cut
    /// short), if its candle breaks <see cref="CandleRules"/>, if its minute is not that of the first candle accepted,
    /// or if its symbol has been accepted before.
    /// </summary>
    /// <param name="source">Left open, and positioned after the last buffer that was needed.</param>
    /// <param name="maxRows">How many lines at most, rejected ones included; null is all. At least 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MinuteFileException">
    /// The data is no minute file: empty, with another header, not UTF-8, with a NUL, or with a line that does not end
    /// within <see cref="MinuteFile.MaxLineLength"/>. Thrown when the enumeration gets there.
    /// </exception>
    public static IAsyncEnumerable<MinuteFileRow> ReadAsync(
        Stream source, int? maxRows = null, CancellationToken cancellationToken = default) =>
        ReadAsync(source, maxRows, allow: null, cancellationToken);

    /// <param name="allow">Asked before the rules of the file: null for a candle that may be in it, else why not.</param>
    internal static IAsyncEnumerable<MinuteFileRow> ReadAsync(
        Stream source, int? maxRows, Func<Candle, CandleViolation?>? allow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows ?? 1, 1, nameof(maxRows));

        var candles = new MinuteCandles();
        return ReadRowsAsync(
            source, maxRows ?? int.MaxValue, candle => allow?.Invoke(candle) ?? candles.Admit(candle), candles, cancellationToken);
    }

    /// <param name="admit">Null for a candle that belongs into the file, else why not; called for each in order.</param>
    /// <param name="atEnd">What the rules have held, to be given back; null for nothing.</param>
    internal static async IAsyncEnumerable<MinuteFileRow> ReadRowsAsync(
        Stream source,
        int maxRows,
        Func<Candle, CandleViolation?> admit,
        IDisposable? atEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var held = atEnd;
        var lines = new LineReader(source);
        await lines.ReadAsync(cancellationToken);
        CheckHeader(lines);

        for (var number = 1; number <= maxRows && await lines.ReadAsync(cancellationToken); number++)
        {
            yield return ReadRow(number, lines, admit);
        }
    }

    private static MinuteFileRow ReadRow(int number, LineReader lines, Func<Candle, CandleViolation?> admit)
    {
        var line = lines.Line;
        Candle? candle = null;
        var violation = lines.IsComplete
            ? CandleLine.Parse(line, out candle) ?? admit(candle)
            : CandleFields.AtFault("has no LF at its end and may be cut short");
        if (violation is null)
        {
            return new(number, candle, Rejection: null);
        }

        // Only here, since no candle has room for such bytes.
        if (line.Contains((byte)0) || !Utf8.IsValid(line))
        {
            throw new MinuteFileException(lines.Number, column: null, line, "is not UTF-8 text");
        }

        return new(number, Candle: null, new RowRejection(
            lines.Number, violation.Column, violation.Value, violation.Reason, Encoding.UTF8.GetString(line)));
    }

    private static void CheckHeader(LineReader lines)
    {
        if (lines.Number == 0)
        {
            throw new MinuteFileException(line: 1, column: null, [], "is not a header: the file is empty");
        }

        if (!lines.IsComplete)
        {
            throw new MinuteFileException(line: 1, column: null, lines.Line, "has no LF at its end");
        }

        var index = 0;
        foreach (var range in lines.Line.Split((byte)'\t'))
        {
            var found = lines.Line[range];
            var expected = MinuteFile.Columns.ElementAtOrDefault(index++);
            if (expected is null)
            {
                throw new MinuteFileException(line: 1, column: null, found, "is one column too many");
            }

            if (!found.SequenceEqual(Encoding.UTF8.GetBytes(expected)))
            {
                throw new MinuteFileException(line: 1, expected, found, "is not this column's name");
            }
        }

        if (index < MinuteFile.Columns.Count)
        {
            throw new MinuteFileException(line: 1, MinuteFile.Columns[index], [], "is missing");
        }
    }
}
