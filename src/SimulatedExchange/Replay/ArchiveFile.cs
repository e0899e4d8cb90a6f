using System.IO.Compression;
using System.Text.RegularExpressions;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.SimulatedExchange.Replay;

/// <summary>
/// A file of one symbol's one-minute klines: <c>BTCUSDT.csv</c>, or as the archive names them,
/// <c>BTCUSDT-1m-2026-02-02.csv</c> and <c>BTCUSDT-1m-2026-02.csv</c>; also with <c>.gz</c>, or as the archive's
/// <c>.zip</c> with one CSV file in it. With or without a header line.
/// </summary>
internal sealed partial record ArchiveFile(string Path, Symbol Symbol)
{
    /// <returns>Null for a file of another kind, such as a checksum or a note.</returns>
    /// <exception cref="FormatException">A CSV or zip file whose name does not tell a symbol.</exception>
    public static ArchiveFile? TryOpen(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        if (!AnyName().IsMatch(name))
        {
            return null;
        }

        return KnownName().Match(name) is { Success: true } match
            && Symbol.TryParse(match.Groups["symbol"].Value, out var symbol)
            ? new ArchiveFile(path, symbol)
            : throw new FormatException(
                $"{path}: the name is neither <SYMBOL>.csv nor <SYMBOL>-1m-<date>.csv (or .csv.gz, or .zip)");
    }

    /// <exception cref="FormatException">A malformed row; the message gives file, line, column and value.</exception>
    /// <exception cref="InvalidDataException">The packed file is damaged.</exception>
    public IEnumerable<Kline> ReadKlines()
    {
        using var file = File.OpenRead(Path);
        using var zip = Path.EndsWith(".zip", StringComparison.Ordinal) ? new ZipArchive(file) : null;
        using var content = zip is not null ? OpenOnlyEntry(zip)
            : Path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var reader = new StreamReader(content);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var isHeader = number == 1 && line.Length > 0 && !char.IsAsciiDigit(line[0]);
            if (line.Length > 0 && !isHeader)
            {
                yield return ArchiveRow.Parse(line, $"{Path} line {number}");
            }
        }
    }

    private Stream OpenOnlyEntry(ZipArchive zip) =>
        zip.Entries is [var entry] && entry.Name.EndsWith(".csv", StringComparison.Ordinal)
            ? entry.Open()
            : throw new FormatException($"{Path}: one CSV file is expected inside, not "
                + $"'{string.Join(", ", zip.Entries.Select(each => each.FullName))}'");

    [GeneratedRegex(@"\.(csv|csv\.gz|zip)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnyName();

    [GeneratedRegex(
        @"^(?<symbol>.+?)(-1m-\d{4}-\d{2}(-\d{2})?)?\.(csv|csv\.gz|zip)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KnownName();
}
