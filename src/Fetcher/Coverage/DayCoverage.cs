using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>What is there of one UTC day; minutes are counted from its midnight.</summary>
internal sealed class DayCoverage(DateOnly day)
{
    public const int Minutes = 24 * 60;

    private readonly HashSet<int> _complete = [];
    private readonly Dictionary<Symbol, HashSet<int>> _missing = [];
    private readonly Dictionary<Symbol, HashSet<int>> _settled = [];

    public DateOnly Day { get; } = day;

    private DateTimeOffset Midnight { get; } = new(day, TimeOnly.MinValue, TimeSpan.Zero);

    public void AddComplete(IEnumerable<int> minutes) => _complete.UnionWith(minutes);

    public void AddMissing(Symbol symbol, IEnumerable<int> minutes) => Add(_missing, symbol, minutes);

    /// <summary>Repaired, or not to be had.</summary>
    public void AddSettled(Symbol symbol, IEnumerable<int> minutes) => Add(_settled, symbol, minutes);

    /// <param name="symbol">Whose.</param>
    /// <param name="since">The first minute that is expected.</param>
    /// <param name="before">The first minute that is not yet expected.</param>
    public IEnumerable<Gap> Gaps(Symbol symbol, DateTimeOffset since, DateTimeOffset before)
    {
        var missing = _missing.GetValueOrDefault(symbol);
        var settled = _settled.GetValueOrDefault(symbol);
        var end = Minute(before);
        int? first = null;
        for (var minute = Minute(since); minute <= end; minute++)
        {
            var isGap = minute < end
                && (!_complete.Contains(minute) || missing?.Contains(minute) == true)
                && settled?.Contains(minute) != true;
            if (isGap)
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

    // Within the day, its end included.
    private int Minute(DateTimeOffset time) => (int)Math.Clamp((time - Midnight).TotalMinutes, 0, Minutes);

    private static void Add(Dictionary<Symbol, HashSet<int>> sets, Symbol symbol, IEnumerable<int> minutes)
    {
        if (!sets.TryGetValue(symbol, out var set))
        {
            sets[symbol] = set = [];
        }

        set.UnionWith(minutes);
    }
}
