using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Minutes of one UTC day, the whole of it or a part, of one symbol: what one repair file holds.</summary>
/// <param name="First">The first open time.</param>
/// <param name="Last">The last open time.</param>
internal sealed record DayRange(Symbol Symbol, DateTimeOffset First, DateTimeOffset Last)
{
    public string Key => RepairFileKey.Backfill.For(Symbol, First, Last);

    public DateTimeOffset Day => First - First.TimeOfDay;

    public DateTimeOffset Month => new(First.Year, First.Month, 1, 0, 0, 0, TimeSpan.Zero);

    public int Minutes => (int)(Last - First).TotalMinutes + 1;
}

/// <summary>What a source has of such a day.</summary>
/// <param name="Candles">In ascending order; empty where the source has none.</param>
internal sealed record DayCandles(DayRange Range, IReadOnlyList<Candle> Candles);
