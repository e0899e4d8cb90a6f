namespace ServerlessPipeline.MarketData.Coverage;

/// <summary>Minutes in a row, of one UTC day, that are expected of a symbol and are not there.</summary>
/// <param name="Symbol">Whose.</param>
/// <param name="First">The first open time.</param>
/// <param name="Last">The last open time.</param>
public sealed record Gap(Symbol Symbol, DateTimeOffset First, DateTimeOffset Last)
{
    public int Minutes => (int)(Last - First).TotalMinutes + 1;
}
