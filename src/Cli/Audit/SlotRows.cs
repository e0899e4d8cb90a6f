using System.Globalization;
using ServerlessPipeline.Cli.Counter;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What a file limit lets through: the first rows of the files that hold a slot.</summary>
internal sealed class SlotRows(Target target)
{
    private const int FilesAtOnce = 8;

    /// <summary>How many files are let through; null for all.</summary>
    public int? Limit { get; } = new FileSlots(target.Clients.DynamoDb, target.Outputs).Limit;

    public string Sentence => Rows is { } rows
        ? $"the first {Words.Counted(rows, "row")} of {Words.Counted(Limit ?? 0, "file")}"
        : $"the rows of {Words.Counted(Limit ?? 0, "file")}";

    /// <summary>How many rows of a file are sent; null for all.</summary>
    private int? Rows => int.TryParse(target.Outputs["RowsPerFile"], CultureInfo.InvariantCulture, out var rows) ? rows : null;

    /// <summary>The minutes of each symbol that the files' first rows hold.</summary>
    /// <param name="symbols">Those of interest; null for all.</param>
    public async Task<IReadOnlyDictionary<string, SymbolMinutes>> ReadAsync(IReadOnlyList<Symbol>? symbols, CancellationToken cancellationToken)
    {
        var slots = await new FileSlots(target.Clients.DynamoDb, target.Outputs).ReadAsync(cancellationToken);
        var files = new SourceFiles(target.Clients.S3, target.Outputs["MinuteFilesBucket"]);
        var held = new Dictionary<string, SymbolMinutes>();
        await Parallel.ForEachAsync(
            slots.Select(slot => slot.Key).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken },
            async (key, token) =>
            {
                var candles = await CandlesAsync(files, key, token);
                lock (held)
                {
                    foreach (var candle in candles.Where(each => symbols?.Contains(each.Symbol) != false))
                    {
                        (held.TryGetValue($"{candle.Symbol}", out var ofOne) ? ofOne : held[$"{candle.Symbol}"] = new SymbolMinutes()).Add(candle.OpenTime);
                    }
                }
            });
        return held;
    }

    private async Task<List<Candle>> CandlesAsync(SourceFiles files, string key, CancellationToken cancellationToken)
    {
        var candles = new List<Candle>();
        try
        {
            await foreach (var line in files.ReadAsync(key, Rows ?? int.MaxValue, cancellationToken))
            {
                if (line.Row.Candle is { } candle)
                {
                    candles.Add(candle);
                }
            }
        }
        catch (Exception exception) when (exception is MinuteFileException or FileNotFoundException)
        {
            // A file that was deleted since cannot say what it held.
        }

        return candles;
    }
}
