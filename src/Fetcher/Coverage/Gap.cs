using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>Minutes in a row, of one UTC day, that are expected of a symbol and are not there.</summary>
/// <param name="First">The first open time.</param>
/// <param name="Last">The last open time.</param>
internal sealed record Gap(Symbol Symbol, DateTimeOffset First, DateTimeOffset Last)
{
    public int Minutes => (int)(Last - First).TotalMinutes + 1;
}
