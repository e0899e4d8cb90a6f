using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Minutes of one UTC day, the whole of it or a part, of one symbol.</summary>
/// <param name="First">The first open time.</param>
/// <param name="Last">The last open time.</param>
internal sealed record DayRange(Symbol Symbol, DateTimeOffset First, DateTimeOffset Last)
{
    public DateTimeOffset Day => First - First.TimeOfDay;

    public DateTimeOffset Month => new(First.Year, First.Month, 1, 0, 0, 0, TimeSpan.Zero);

    public int Minutes => (int)(Last - First).TotalMinutes + 1;

    public IEnumerable<DateTimeOffset> OpenTimes => Enumerable.Range(0, Minutes).Select(minute => First.AddMinutes(minute));

    public bool Has(DateTimeOffset openTime) => openTime >= First && openTime <= Last;
}
