using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>The candles of a gap, as far as the exchange has them.</summary>
/// <param name="Candles">At least one, ascending, of one UTC day.</param>
/// <param name="FetchedAt">By the exchange's clock.</param>
internal sealed record RepairedGap(Symbol Symbol, IReadOnlyList<Candle> Candles, DateTimeOffset FetchedAt)
{
    public string Key => RepairFileKey.Repair.For(Symbol, Candles[0].OpenTime, Candles[^1].OpenTime);

    /// <summary>The S3 object's metadata.</summary>
    public Dictionary<string, string> Metadata() => new() { [MinuteFileMetadata.FetchedAt] = Iso.Milliseconds(FetchedAt) };
}
