using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>What the sources have of a day, one after the other.</summary>
/// <param name="held">What is there; the sources need not have it.</param>
internal sealed class FoundDay(DayRange range, IReadOnlyDictionary<DateTimeOffset, Candle> held)
{
    private readonly SortedDictionary<DateTimeOffset, (Candle Candle, ArchiveSum? From)> _candles = [];
    private readonly HashSet<DateTimeOffset> _holes = [];

    public DayRange Range => range;

    /// <summary>Ascending by open time; from which archive each is, or null for the exchange.</summary>
    public IEnumerable<(Candle Candle, ArchiveSum? From)> Candles => _candles.Values;

    /// <summary>Minutes that the exchange itself does not have.</summary>
    public IReadOnlyCollection<DateTimeOffset> Holes => _holes;

    /// <summary>Whether a source could not be used.</summary>
    public bool HasFailed { get; set; }

    /// <summary>The minutes that are neither there nor found so far.</summary>
    public IEnumerable<DateTimeOffset> Lacking =>
        range.OpenTimes.Where(minute => !held.ContainsKey(minute) && !_candles.ContainsKey(minute) && !_holes.Contains(minute));

    /// <summary>Takes candles of the day, but for minutes that an earlier source has brought.</summary>
    public void Add(IEnumerable<Candle> candles, ArchiveSum? from)
    {
        foreach (var candle in candles.Where(each => range.Has(each.OpenTime)))
        {
            _candles.TryAdd(candle.OpenTime, (candle, from));
        }
    }

    public void AddHoles(IEnumerable<DateTimeOffset> minutes) => _holes.UnionWith(minutes.Where(range.Has));
}
