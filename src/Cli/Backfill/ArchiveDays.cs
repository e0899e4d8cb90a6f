using System.Runtime.CompilerServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

internal static class ArchiveDays
{
    /// <summary>Cuts an archive into days; one of which it holds nothing comes without candles.</summary>
    /// <param name="wanted">In order.</param>
    /// <param name="reject">Told of every line that is no candle.</param>
    /// <exception cref="ArchiveException">The archive cannot be used.</exception>
    public static async IAsyncEnumerable<DayCandles> ReadAsync(
        Stream file,
        ArchiveName name,
        IReadOnlyList<DayRange> wanted,
        Action<ArchiveName, RowRejection> reject,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = 0;
        var candles = new List<Candle>(RepairFile.MaxRows);
        await foreach (var row in ArchiveReader.ReadAsync(file, name, cancellationToken))
        {
            if (row.Candle is not { } candle)
            {
                reject(name, row.Rejection!);
                continue;
            }

            for (; index < wanted.Count && candle.OpenTime > wanted[index].Last; index++)
            {
                yield return new DayCandles(wanted[index], candles);
                candles = new List<Candle>(RepairFile.MaxRows);
            }

            if (index < wanted.Count && candle.OpenTime >= wanted[index].First)
            {
                candles.Add(candle);
            }
        }

        for (; index < wanted.Count; index++)
        {
            yield return new DayCandles(wanted[index], candles);
            candles = [];
        }
    }
}
