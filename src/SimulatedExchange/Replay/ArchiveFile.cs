using System.Globalization;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.SimulatedExchange.Replay;

/// <summary>A file of one symbol's one-minute klines, as the exchange publishes them.</summary>
internal sealed record ArchiveFile(string Path, ArchiveName Name)
{
    public Symbol Symbol => Name.Symbol;

    /// <returns>Null for a file of another kind, such as a checksum or a note.</returns>
    /// <exception cref="FormatException">A CSV or zip file whose name does not tell a symbol.</exception>
    public static ArchiveFile? TryOpen(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return !ArchiveName.IsOne(name) ? null
            : ArchiveName.TryParse(name) is { } parsed ? new ArchiveFile(path, parsed)
            : throw new FormatException(
                $"{path}: the name is neither <SYMBOL>.csv nor <SYMBOL>-1m-<date>.csv (or .csv.gz, or .zip)");
    }

    /// <exception cref="FormatException">A malformed row; the message gives file, line, column and value.</exception>
    /// <exception cref="ArchiveException">The file is damaged.</exception>
    public IEnumerable<Kline> ReadKlines()
    {
        using var file = File.OpenRead(Path);
        foreach (var row in ArchiveReader.ReadUncheckedAsync(file, Name).ToBlockingEnumerable())
        {
            yield return row.Candle is { } candle
                ? ToKline(candle)
                : throw new FormatException($"{Path} {row.Rejection!.Message}");
        }
    }

    // A decimal keeps its digits, so this is the very text of the file.
    private static Kline ToKline(Candle candle) => new()
    {
        OpenTime = candle.OpenTime.ToUnixTimeMilliseconds(),
        Open = Text(candle.Open),
        High = Text(candle.High),
        Low = Text(candle.Low),
        Close = Text(candle.Close),
        BaseVolume = Text(candle.BaseVolume),
        CloseTime = candle.CloseTime.ToUnixTimeMilliseconds(),
        QuoteVolume = Text(candle.QuoteVolume),
        TradeCount = candle.TradeCount.ToString(CultureInfo.InvariantCulture),
        TakerBuyBaseVolume = Text(candle.TakerBuyBaseVolume),
        TakerBuyQuoteVolume = Text(candle.TakerBuyQuoteVolume),
    };

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
