using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>Reads archive files row by row, in bounded memory whatever the file holds.</summary>
public static class ArchiveReader
{
    /// <summary>The minutes of the longest month, and a header.</summary>
    private const int MaxLines = (31 * 1440) + 1;

    /// <summary>What a zip can hold at most, in bytes.</summary>
    private const long MaxLength = (long)MaxLines * MinuteFile.MaxLineLength;

    /// <summary>
    /// The file's candles of some minutes, in ascending order and each minute once, whatever the order of the file: some that were
    /// issued are not in order, and some say a row twice. In memory are the candles of these minutes.
    /// </summary>
    /// <param name="file">Left open. Seekable if it is a zip.</param>
    /// <param name="name">Tells the symbol, the period and how the file is packed.</param>
    /// <param name="first">The first open time.</param>
    /// <param name="last">The last open time.</param>
    /// <param name="reject">
    /// Told of every line of the file that is malformed, whose candle breaks <see cref="CandleRules"/>, or is not of the day or month
    /// that the name tells; and of every line of these minutes that says something else than one before of the same minute.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArchiveException">The file is damaged or no archive of the symbol.</exception>
    public static async Task<IReadOnlyList<Candle>> ReadAsync(
        Stream file,
        ArchiveName name,
        DateTimeOffset first,
        DateTimeOffset last,
        Action<RowRejection> reject,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(reject);

        var found = new SortedDictionary<DateTimeOffset, (int Line, Candle Candle)>();
        await foreach (var (line, row) in ReadLinesAsync(file, name, cancellationToken))
        {
            if (row.Candle is not { } candle)
            {
                reject(row.Rejection!);
            }
            else if ((CandleRules.Check(candle) ?? CheckTime(candle, name)) is { } violation)
            {
                reject(Rejection(row.Line, violation, line));
            }
            else if (candle.OpenTime >= first && candle.OpenTime <= last
                && !found.TryAdd(candle.OpenTime, (row.Line, candle))
                && found[candle.OpenTime] is var before
                && before.Candle != candle)
            {
                reject(Rejection(row.Line, At(candle, $"is that of line {before.Line}, too, which has other values"), line));
            }
        }

        return [.. found.Values.Select(each => each.Candle)];
    }

    /// <summary>The file's rows as they stand there, not held against any rule: rejected is only what is malformed.</summary>
    /// <exception cref="ArchiveException">The file is damaged or no archive of the symbol. Thrown when the enumeration gets there.</exception>
    public static async IAsyncEnumerable<ArchiveRow> ReadUncheckedAsync(
        Stream file, ArchiveName name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (_, row) in ReadLinesAsync(file, name, cancellationToken))
        {
            yield return row;
        }
    }

    private static async IAsyncEnumerable<(byte[] Line, ArchiveRow Row)> ReadLinesAsync(
        Stream file, ArchiveName name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var zip = name.IsZip ? OpenZip(file, name) : null;
        await using Stream? content = zip is not null ? OpenEntry(zip, name)
            : name.IsGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true)
            : null;
        var lines = new LineReader(content ?? file);
        while (await NextAsync(lines, name, cancellationToken))
        {
            var text = lines.Line.TrimEnd((byte)'\r');
            // A spreadsheet puts a byte order mark before what it saves.
            var line = (lines.Number == 1 && text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text).ToArray();
            // A header begins with a letter, a row with a digit.
            if (line.Length > 0 && !(lines.Number == 1 && char.IsAsciiLetter((char)line[0])))
            {
                var violation = ArchiveLine.Parse(line, name.Symbol, out var candle);
                yield return (line, violation is null
                    ? new ArchiveRow(lines.Number, candle, Rejection: null)
                    : new ArchiveRow(lines.Number, Candle: null, Rejection(lines.Number, violation, line)));
            }
        }
    }

    private static async ValueTask<bool> NextAsync(LineReader lines, ArchiveName name, CancellationToken cancellationToken)
    {
        try
        {
            var any = await lines.ReadAsync(cancellationToken);
            return lines.Number <= MaxLines || !name.IsZip
                ? any
                : throw new ArchiveException($"{name.Text} holds more than the {MaxLines} lines of a month");
        }
        catch (MinuteFileException exception)
        {
            throw new ArchiveException($"{name.Text} {exception.Message}", exception);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(name, exception);
        }
    }

    private static ZipArchive OpenZip(Stream file, ArchiveName name)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(name, exception);
        }
    }

    private static CheckedEntry OpenEntry(ZipArchive zip, ArchiveName name)
    {
        try
        {
            if (zip.Entries is not [var entry] || ArchiveName.TryParse(entry.FullName) is not { IsZip: false } inner)
            {
                throw new ArchiveException($"{name.Text} must hold one CSV file of klines, not "
                    + $"'{Excerpt.Of(string.Join(", ", zip.Entries.Select(each => each.FullName)))}'");
            }

            return inner.Symbol != name.Symbol ? throw new ArchiveException($"{name.Text} holds '{Excerpt.Of(inner.Text)}', another symbol's file")
                : entry.Length > MaxLength ? throw new ArchiveException($"{name.Text} unpacks to {entry.Length} bytes, more than the {MaxLength} of a month")
                : new CheckedEntry(entry);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(name, exception);
        }
    }

    private static CandleViolation? CheckTime(Candle candle, ArchiveName name) =>
        candle.OpenTime < name.Start || candle.OpenTime >= name.End ? At(candle, "is not within the time that the file's name tells") : null;

    private static CandleViolation At(Candle candle, string reason) =>
        new(CandleColumns.OpenTime, $"{candle.OpenTime.ToUnixTimeMilliseconds()}", reason);

    private static RowRejection Rejection(int number, CandleViolation violation, byte[] line) =>
        new(number, violation.Column, violation.Value, violation.Reason, Encoding.UTF8.GetString(line));

    private static ArchiveException Damaged(ArchiveName name, InvalidDataException exception) =>
        new($"{name.Text} is damaged: {exception.Message}", exception);
}
