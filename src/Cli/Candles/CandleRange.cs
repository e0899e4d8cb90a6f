using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>Minutes of a symbol, with an end or without.</summary>
/// <param name="From">The first minute; null for as far back as there are any.</param>
/// <param name="To">The minute after the last; null for all from then on.</param>
internal sealed record CandleRange(Symbol Symbol, DateTimeOffset? From, DateTimeOffset? To)
{
    public override string ToString() => (From, To) switch
    {
        (null, null) => $"{Symbol}",
        ({ } from, null) => $"{Symbol} from {Text(from)} on",
        (null, { } to) => $"{Symbol} before {Text(to)}",
        ({ } from, { } to) => $"{Symbol} from {Text(from)} to {Text(to)}",
    };

    private static string Text(DateTimeOffset time) => ProcessedData.SortKey(time);
}
