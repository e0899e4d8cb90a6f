using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>What a file holds, as the ledger notes it down: small, whatever the file's size.</summary>
/// <param name="Key">Of S3.</param>
internal abstract record FileFacts(string Key)
{
    // More than any exchange lists; a stranger's file may be endless.
    private const int MaxRows = 10_000;

    /// <summary>
    /// Reads a file. What is no candle of this key's minutes and symbol is not held, and a file that cannot be read as such holds nothing.
    /// </summary>
    /// <param name="missing">The object's metadata of the name <see cref="MinuteFileMetadata.MissingSymbols"/>.</param>
    /// <returns>Null where the key is that of no such file.</returns>
    public static async Task<FileFacts?> ReadAsync(string key, Stream content, string? missing, CancellationToken cancellationToken)
    {
        if (MinuteFileKey.TryParse(key, out var minute))
        {
            var candles = await CandlesAsync(MinuteFileReader.ReadAsync(content, MaxRows, cancellationToken));
            return new MinuteFacts(
                key,
                minute,
                [.. candles.Where(candle => candle.OpenTime == minute).Select(candle => candle.Symbol)],
                [.. Missed(missing)]);
        }

        if (TryParse(key, out var symbol, out var first, out var last))
        {
            var candles = await CandlesAsync(RepairFile.ReadAsync(content, cancellationToken));
            return new RepairFacts(
                key,
                symbol,
                DayCoverage.DayOf(first),
                [
                    .. candles
                        .Where(candle => candle.Symbol == symbol && candle.OpenTime >= first && candle.OpenTime <= last)
                        .Select(candle => DayCoverage.MinuteOf(candle.OpenTime)),
                ]);
        }

        return null;
    }

    /// <summary>Reads the key of a repair file, whoever brought it.</summary>
    public static bool TryParse(string key, out Symbol symbol, out DateTimeOffset first, out DateTimeOffset last) =>
        RepairFileKey.Repair.TryParse(key, out symbol, out first, out last)
        || RepairFileKey.Backfill.TryParse(key, out symbol, out first, out last);

    // The metadata's list may be cut short, and then ends with dots.
    private static IEnumerable<Symbol> Missed(string? metadata)
    {
        foreach (var text in metadata?.Split(',') ?? [])
        {
            if (text != "..." && Symbol.TryParse(Uri.UnescapeDataString(text), out var symbol))
            {
                yield return symbol;
            }
        }
    }

    private static async Task<List<Candle>> CandlesAsync(IAsyncEnumerable<MinuteFileRow> rows)
    {
        var candles = new List<Candle>();
        try
        {
            await foreach (var row in rows)
            {
                if (row.Candle is { } candle)
                {
                    candles.Add(candle);
                }
            }

            return candles;
        }
        catch (MinuteFileException)
        {
            return [];
        }
    }
}

/// <param name="Held">Symbols with a candle.</param>
/// <param name="Missing">Symbols that whoever wrote it wanted, and did not have.</param>
internal sealed record MinuteFacts(string Key, DateTimeOffset Minute, IReadOnlyList<Symbol> Held, IReadOnlyList<Symbol> Missing)
    : FileFacts(Key);

/// <param name="Minutes">Those of the day with a candle.</param>
internal sealed record RepairFacts(string Key, Symbol Symbol, DateOnly Day, IReadOnlyList<int> Minutes)
    : FileFacts(Key);
