using System.Runtime.CompilerServices;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Brings every day of the plan to S3 that is not there yet.</summary>
internal sealed class BackfillRun(
    BackfillPlan plan, ICandleSource source, RepairFiles files, TableWatch table, BackfillProgress progress)
{
    // Each holds a day of candles, and an archive of a month at most.
    private const int AtOnce = 4;

    public Task UploadAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        MissingAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (days, token) => await UploadAsync(days, token));

    /// <summary>The days whose file is not there, by what is read together. Asked month by month, so that a second run is quick.</summary>
    private async IAsyncEnumerable<IReadOnlyList<DayRange>> MissingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var month in plan.Months())
        {
            var present = await files.KeysAsync(month[0].Day, month[^1].Day, cancellationToken);
            var missing = month.Where(day => !present.Contains(day.Key)).ToList();
            progress.Present(month.Count - missing.Count);
            foreach (var days in missing.GroupBy(day => day.Symbol).SelectMany(ofOne => source.Group([.. ofOne])))
            {
                yield return days;
            }
        }
    }

    private async Task UploadAsync(IReadOnlyList<DayRange> days, CancellationToken cancellationToken)
    {
        var done = 0;
        try
        {
            await foreach (var day in source.ReadAsync(days, cancellationToken))
            {
                await UploadAsync(day, cancellationToken);
                done++;
            }
        }
        catch (ArchiveException exception)
        {
            progress.Failed(days.Count - done, exception.Message);
        }
    }

    private async Task UploadAsync(DayCandles day, CancellationToken cancellationToken)
    {
        if (day.Candles.Count == 0)
        {
            progress.Missing(day.Range);
        }
        else if (await files.AddAsync(day, cancellationToken))
        {
            table.Expect(day);
            progress.Uploaded(day);
        }
        else
        {
            progress.Present(1);
        }
    }
}
