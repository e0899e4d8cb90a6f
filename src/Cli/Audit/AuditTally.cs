using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What is known of the items that have been seen. No item is kept, but for a few that are told of.</summary>
internal sealed class AuditTally
{
    /// <summary>Findings of a kind that are told; all are counted.</summary>
    public const int Told = 100;

    private const int NewestTold = 5;

    private readonly Dictionary<string, SymbolMinutes> _symbols = [];

    // Keys that are no minutes. The pipeline writes none, so there are few if any.
    private readonly HashSet<(string Symbol, string OpenTime)> _otherKeys = [];

    private readonly PriorityQueue<NewestItem, NewestItem> _newest = new(NewestItem.OldestFirst);
    private readonly List<InvalidItem> _invalid = [];
    private long _items;

    public IReadOnlyDictionary<string, SymbolMinutes> Symbols => _symbols;

    /// <summary>A symbol's minutes; none where it has no item.</summary>
    public SymbolMinutes Of(string symbol) => _symbols.GetValueOrDefault(symbol) ?? new SymbolMinutes();

    /// <summary>Read while items are still being added.</summary>
    public long Items => Interlocked.Read(ref _items);

    public long DistinctKeys => _otherKeys.Count + _symbols.Values.Sum(minutes => minutes.Count);

    public long InvalidCount { get; private set; }

    public IReadOnlyList<InvalidItem> Invalid => _invalid;

    public IReadOnlyList<NewestItem> Newest => [.. _newest.UnorderedItems.Select(one => one.Element).OrderDescending(NewestItem.OldestFirst)];

    public void Add(TableItem item)
    {
        var (symbol, openTime) = (item[ProcessedData.Symbol] ?? "", item[ProcessedData.OpenTime] ?? "");
        Interlocked.Increment(ref _items);
        AddKey(symbol, openTime);
        if (item.Read(out _) is { } violation)
        {
            InvalidCount++;
            if (_invalid.Count < Told)
            {
                _invalid.Add(new InvalidItem(symbol, openTime, violation.Message));
            }
        }

        var newest = NewestItem.Of(item);
        _newest.Enqueue(newest, newest);
        if (_newest.Count > NewestTold)
        {
            _newest.Dequeue();
        }
    }

    private void AddKey(string symbol, string openTime)
    {
        if (!ProcessedData.TryParseSortKey(openTime, out var time) || time.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            _otherKeys.Add((symbol, openTime));
            return;
        }

        if (!_symbols.TryGetValue(symbol, out var minutes))
        {
            _symbols.Add(symbol, minutes = new SymbolMinutes());
        }

        minutes.Add(time);
    }
}

/// <summary>An item that no candle can be.</summary>
internal sealed record InvalidItem(string Symbol, string OpenTime, string Reason);

/// <summary>One of the items with the latest open times.</summary>
internal sealed record NewestItem(string Symbol, string OpenTime, string? Close, string? SourceKey, string? SourceRow, string? WrittenAt)
{
    public static IComparer<NewestItem> OldestFirst { get; } = Comparer<NewestItem>.Create((one, other) =>
        string.CompareOrdinal(one.OpenTime, other.OpenTime) is not 0 and var byTime
            ? byTime
            : string.CompareOrdinal(other.Symbol, one.Symbol));

    public static NewestItem Of(TableItem item) => new(
        item[ProcessedData.Symbol] ?? "",
        item[ProcessedData.OpenTime] ?? "",
        item[ProcessedData.Close],
        item[ProcessedData.SourceKey],
        item[ProcessedData.SourceRow],
        item[ProcessedData.WrittenAt]);
}
