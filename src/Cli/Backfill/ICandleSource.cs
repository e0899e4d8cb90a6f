using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Where old candles come from: a folder of archives, or the exchange's archive and the exchange.</summary>
internal interface ICandleSource
{
    /// <summary>Splits one symbol's days of one month into those that are read together.</summary>
    IEnumerable<IReadOnlyList<DayRange>> Group(IReadOnlyList<DayRange> days);

    /// <summary>The candles of days that <see cref="Group"/> has put together: every day once, in order.</summary>
    /// <exception cref="ArchiveException">An archive cannot be used; the days not yet given cannot be had.</exception>
    IAsyncEnumerable<DayCandles> ReadAsync(IReadOnlyList<DayRange> days, CancellationToken cancellationToken);
}
