using System.Collections;

namespace ServerlessPipeline.MarketData.Coverage;

/// <summary>
/// What the files of one UTC day hold, symbol by symbol; minutes are counted from its midnight, 0 to 1439. Everything is
/// added: a minute of a symbol is held, or it is a hole of the exchange, or else it is a gap where it is expected.
/// </summary>
public sealed class DayCoverage(DateOnly day)
{
    /// <summary>Of a day.</summary>
    public const int Minutes = 24 * 60;

    private readonly BitArray _files = new(Minutes);
    private readonly BitArray _underWay = new(Minutes);
    private readonly HashSet<string> _repairFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<Symbol, BitArray> _held = [];
    private readonly Dictionary<Symbol, BitArray> _holes = [];

    public DateOnly Day { get; } = day;

    private DateTimeOffset Midnight { get; } = new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>There are minute files of these minutes, and they hold these symbols.</summary>
    public void AddFiles(IReadOnlyList<Symbol> symbols, IEnumerable<int> minutes)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        var set = Set(minutes);
        _files.Or(set);
        foreach (var symbol in symbols)
        {
            Of(_held, symbol).Or(set);
        }
    }

    /// <summary>A repair file holds these minutes.</summary>
    public void AddHeld(Symbol symbol, IEnumerable<int> minutes) => Of(_held, symbol).Or(Set(minutes));

    /// <summary>The ledger knows what these repair files hold.</summary>
    public void AddRepairFiles(IEnumerable<string> keys) => _repairFiles.UnionWith(keys);

    /// <summary>The exchange itself does not have these minutes.</summary>
    public void AddHoles(Symbol symbol, IEnumerable<int> minutes) => Of(_holes, symbol).Or(Set(minutes));

    /// <summary>What these minutes will hold is not known yet; they are no gap of any symbol.</summary>
    public void AddUnderWay(IEnumerable<int> minutes) => _underWay.Or(Set(minutes));

    /// <summary>Whether there is a minute file of this minute, whatever it holds.</summary>
    public bool HasFile(int minute) => _files[minute];

    /// <summary>Whether a minute file or a repair file holds the candle.</summary>
    public bool IsHeld(Symbol symbol, int minute) => _held.TryGetValue(symbol, out var set) && set[minute];

    /// <summary>Whether the exchange itself does not have the candle.</summary>
    public bool IsHole(Symbol symbol, int minute) => _holes.TryGetValue(symbol, out var set) && set[minute];

    /// <summary>Whether the ledger knows what the repair file of this key holds.</summary>
    public bool HasRepairFile(string key) => _repairFiles.Contains(key);

    /// <summary>The gaps of the day, the oldest first.</summary>
    /// <param name="symbol">Whose.</param>
    /// <param name="since">The first minute that is expected.</param>
    /// <param name="before">The first minute that is not yet expected.</param>
    public IEnumerable<Gap> Gaps(Symbol symbol, DateTimeOffset since, DateTimeOffset before)
    {
        var held = _held.GetValueOrDefault(symbol);
        var holes = _holes.GetValueOrDefault(symbol);
        var end = Minute(before);
        int? first = null;
        for (var minute = Minute(since); minute <= end; minute++)
        {
            if (minute < end && held?[minute] is not true && holes?[minute] is not true && !_underWay[minute])
            {
                first ??= minute;
            }
            else if (first is { } start)
            {
                yield return new Gap(symbol, Midnight.AddMinutes(start), Midnight.AddMinutes(minute - 1));
                first = null;
            }
        }
    }

    /// <summary>Which minute of its UTC day a time is of.</summary>
    public static int MinuteOf(DateTimeOffset time) => (int)time.UtcDateTime.TimeOfDay.TotalMinutes;

    /// <summary>The UTC day of a time.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    // Within the day, its end included.
    private int Minute(DateTimeOffset time) => (int)Math.Clamp((time - Midnight).TotalMinutes, 0, Minutes);

    private static BitArray Set(IEnumerable<int> minutes)
    {
        var set = new BitArray(Minutes);
        foreach (var minute in minutes)
        {
            set[minute] = true;
        }

        return set;
    }

    private static BitArray Of(Dictionary<Symbol, BitArray> sets, Symbol symbol)
    {
        if (!sets.TryGetValue(symbol, out var set))
        {
            sets[symbol] = set = new BitArray(Minutes);
        }

        return set;
    }
}
