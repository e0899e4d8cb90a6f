using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.SimulatedExchange.Replay;

/// <summary>Recorded klines, read whole at the start and served with the very text of their files.</summary>
public sealed class ReplayFolder : IKlineSource
{
    private const string NoVolume = "0.00000000";

    private readonly Dictionary<Symbol, Kline[]> _klines;

    private ReplayFolder(Dictionary<Symbol, Kline[]> klines)
    {
        _klines = klines;
        Symbols = [.. klines.Keys.OrderBy(symbol => symbol.ToString(), StringComparer.Ordinal)];
        FirstOpenTime = DateTimeOffset.FromUnixTimeMilliseconds(klines.Values.Min(each => each[0].OpenTime));
        LastOpenTime = DateTimeOffset.FromUnixTimeMilliseconds(klines.Values.Max(each => each[^1].OpenTime));
    }

    public IReadOnlyList<Symbol> Symbols { get; }

    /// <summary>The earliest of all symbols.</summary>
    public DateTimeOffset FirstOpenTime { get; }

    /// <summary>The latest of all symbols.</summary>
    public DateTimeOffset LastOpenTime { get; }

    /// <summary>
    /// Reads every <c>.csv</c>, <c>.csv.gz</c> and <c>.zip</c> in the folder, several per symbol in any order; rows
    /// that several files hold alike count once.
    /// </summary>
    /// <exception cref="FormatException">A malformed name or row, or rows that contradict each other.</exception>
    /// <exception cref="IOException">The folder cannot be read, or holds no klines.</exception>
    public static ReplayFolder Open(string path)
    {
        var files = Directory.EnumerateFiles(path)
            .Order(StringComparer.Ordinal)
            .Select(ArchiveFile.TryOpen)
            .OfType<ArchiveFile>();
        var klines = files
            .GroupBy(file => file.Symbol)
            .Select(group => (Symbol: group.Key, Klines: Merge(group)))
            .Where(each => each.Klines.Length > 0)
            .ToDictionary(each => each.Symbol, each => each.Klines);
        return klines.Count > 0
            ? new ReplayFolder(klines)
            : throw new FileNotFoundException($"{path} holds no klines: no .csv, .csv.gz or .zip with a row in it.");
    }

    public IReadOnlyList<Kline> Read(Symbol symbol, KlineRange range, long now)
    {
        var all = _klines[symbol];
        var first = FirstFrom(all, range.From);
        var end = Math.Max(first, FirstFrom(all, range.To + 1));
        var count = Math.Min(range.Limit, end - first);
        var klines = all.AsSpan(range.Newest ? end - count : first, count).ToArray();
        if (klines is [.., var last] && last.CloseTime >= now)
        {
            klines[^1] = JustOpened(last);
        }

        return klines;
    }

    private static Kline[] Merge(IEnumerable<ArchiveFile> files)
    {
        var merged = new SortedDictionary<long, (Kline Kline, string Path)>();
        foreach (var file in files)
        {
            foreach (var kline in Read(file))
            {
                if (merged.TryGetValue(kline.OpenTime, out var other) && other.Kline != kline)
                {
                    throw new FormatException(
                        $"{other.Path} and {file.Path} have different rows for open time {kline.OpenTime}");
                }

                merged[kline.OpenTime] = (kline, file.Path);
            }
        }

        return [.. merged.Values.Select(each => each.Kline)];
    }

    private static Kline[] Read(ArchiveFile file)
    {
        try
        {
            return [.. file.ReadKlines()];
        }
        catch (ArchiveException e)
        {
            throw new FormatException($"{file.Path}: {e.Message}", e);
        }
    }

    private static int FirstFrom(Kline[] klines, long openTime)
    {
        var (low, high) = (0, klines.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = klines[middle].OpenTime < openTime ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // A file does not tell how its minute went, and its end is still to come: only the open is known.
    private static Kline JustOpened(Kline kline) => kline with
    {
        High = kline.Open,
        Low = kline.Open,
        Close = kline.Open,
        BaseVolume = NoVolume,
        QuoteVolume = NoVolume,
        TradeCount = "0",
        TakerBuyBaseVolume = NoVolume,
        TakerBuyQuoteVolume = NoVolume,
    };
}
