using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>What the files in S3 hold of a day, read from the files themselves.</summary>
/// <param name="Candles">By their open times; of two files that hold a minute, what the later one says.</param>
/// <param name="ETags">The files' entity tags by their keys.</param>
/// <param name="Archives">Whose candles these are: every archive with every checksum that it had then.</param>
internal sealed record HeldDay(
    DayRange Range,
    IReadOnlyDictionary<DateTimeOffset, Candle> Candles,
    IReadOnlyDictionary<string, string> ETags,
    IReadOnlySet<ArchiveSum> Archives)
{
    /// <summary>Those that have been issued anew since, whose values may be others now.</summary>
    public IReadOnlyList<ArchiveName> IssuedAnew { get; init; } = [];

    public bool IsWhole => Candles.Count == Range.Minutes;
}
