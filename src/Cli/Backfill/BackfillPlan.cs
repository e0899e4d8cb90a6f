using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The days of all symbols, a month at a time.</summary>
internal sealed record BackfillPlan(IReadOnlyList<Symbol> Symbols, DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>How many days of a symbol that is.</summary>
    public long Days => Symbols.Count * (long)((To - Minute).UtcDateTime.Date - From.UtcDateTime.Date).Days + Symbols.Count;

    /// <summary>The months in order; in each, the days of one symbol after those of another.</summary>
    public IEnumerable<IReadOnlyList<DayRange>> Months()
    {
        for (var start = From; start < To; start = MonthAfter(start))
        {
            var (first, end) = (start, Min(MonthAfter(start), To));
            yield return [.. Symbols.SelectMany(symbol => DaysOf(symbol, first, end))];
        }
    }

    private static IEnumerable<DayRange> DaysOf(Symbol symbol, DateTimeOffset from, DateTimeOffset to)
    {
        for (var start = from; start < to; start = DayAfter(start))
        {
            yield return new DayRange(symbol, start, Min(DayAfter(start), to) - Minute);
        }
    }

    private static DateTimeOffset DayAfter(DateTimeOffset time) => (time - time.TimeOfDay).AddDays(1);

    private static DateTimeOffset MonthAfter(DateTimeOffset time) => (time - time.TimeOfDay).AddDays(1 - time.Day).AddMonths(1);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
