using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>An attribute that is not what its line says.</summary>
/// <param name="Line">In the file, whose line 1 is the header.</param>
/// <param name="InTable">Null if the item has no such attribute.</param>
/// <param name="InFile">What the writer stores of this line.</param>
internal sealed record Difference(
    string Symbol, string OpenTime, string File, int Line, string Field, string? InTable, string InFile);

/// <summary>Items that cannot be held against a line.</summary>
internal sealed record UnverifiedItems(string File, int Items, string Reason);

/// <summary>Holds items against the lines that they come from.</summary>
internal sealed class SourceCheck(SourceFiles files)
{
    // Each of them waits for an answer most of its time.
    private const int FilesAtOnce = 8;

    private readonly Lock _lock = new();
    private readonly List<Difference> _differences = [];
    private readonly List<UnverifiedItems> _unverified = [];
    private long _items;
    private long _files;
    private long _differing;
    private long _unverifiedCount;

    /// <summary>Held against their lines so far.</summary>
    public long Items => Interlocked.Read(ref _items);

    public long Files => Interlocked.Read(ref _files);

    /// <summary>Items that differ.</summary>
    public long Differing => Interlocked.Read(ref _differing);

    /// <summary>Items for which there is no line.</summary>
    public long Unverified => Interlocked.Read(ref _unverifiedCount);

    /// <summary>The first ones.</summary>
    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>The first ones.</summary>
    public IReadOnlyList<UnverifiedItems> WithoutLine => _unverified;

    public async Task RunAsync(SourceSpool spool, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        foreach (var part in spool.Parts())
        {
            await Parallel.ForEachAsync(part, parallel, async (file, cancelled) => await CheckAsync(file.SourceKey, file.Items, cancelled));
        }
    }

    /// <summary>Of an item that does not say where it comes from.</summary>
    public void AddWithoutSource() => Tell(new UnverifiedItems("", 1, "the item names no file and row"));

    private async Task CheckAsync(string file, SourceItems items, CancellationToken cancellationToken)
    {
        var rows = items.Read().GroupBy(Row).ToDictionary(row => row.Key, row => row.ToList());
        if (rows.Remove(0, out var withoutRow))
        {
            Tell(new UnverifiedItems(file, withoutRow.Count, "the item names no row"));
        }

        try
        {
            await foreach (var line in files.ReadAsync(file, rows.Keys.DefaultIfEmpty(1).Max(), cancellationToken))
            {
                if (rows.Remove(line.Row.Number, out var ofRow))
                {
                    Compare(file, line, ofRow);
                }
            }

            foreach (var (row, ofRow) in rows)
            {
                Tell(new UnverifiedItems(file, ofRow.Count, $"the file has no line {row + 1}"));
            }
        }
        catch (Exception exception) when (exception is MinuteFileException or FileNotFoundException)
        {
            Tell(new UnverifiedItems(file, rows.Values.Sum(ofRow => ofRow.Count), exception.Message));
        }

        Interlocked.Increment(ref _files);
    }

    private void Compare(string file, SourceLine line, List<SpooledItem> items)
    {
        if (line.Row.Candle is not { } candle)
        {
            Tell(new UnverifiedItems(file, items.Count, line.Row.Rejection!.Message));
            return;
        }

        var message = new RowMessage(candle, file, SourceVersion: null, line.Row.Number, line.FetchedAt);
        var expected = ProcessedData.Attributes(message, line.FetchedAt).Where(attribute => attribute.Name != ProcessedData.WrittenAt).ToList();
        foreach (var item in items)
        {
            Interlocked.Increment(ref _items);
            // In one order, so that the names need not be looked up.
            var differences = expected
                .Where((attribute, index) => !ProcessedItem.IsSame(attribute, item.Values[index]))
                .Select(attribute => new Difference(
                    item[ProcessedData.Symbol] ?? "", item[ProcessedData.OpenTime] ?? "", file, line.Row.Line,
                    attribute.Name, item[attribute.Name], attribute.Value))
                .ToList();
            if (differences.Count > 0)
            {
                Tell(differences);
            }
        }
    }

    private void Tell(IReadOnlyList<Difference> differences)
    {
        Interlocked.Increment(ref _differing);
        lock (_lock)
        {
            _differences.AddRange(differences.Take(AuditTally.Told - _differences.Count));
        }
    }

    private void Tell(UnverifiedItems items)
    {
        Interlocked.Add(ref _unverifiedCount, items.Items);
        lock (_lock)
        {
            if (_unverified.Count < AuditTally.Told)
            {
                _unverified.Add(items);
            }
        }
    }

    // Zero for what is no row.
    private static int Row(SpooledItem item) =>
        int.TryParse(item[ProcessedData.SourceRow], NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0;
}
