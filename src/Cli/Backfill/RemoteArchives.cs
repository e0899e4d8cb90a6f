using System.Runtime.CompilerServices;
using Polly;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>The exchange's archive: a month's file for a whole month, days' files else; what it lacks, the exchange has.</summary>
internal sealed class RemoteArchives(
    ArchiveClient archive, ExchangeKlines exchange, ResiliencePipeline retry, BackfillProgress progress) : ICandleSource
{
    public IEnumerable<IReadOnlyList<DayRange>> Group(IReadOnlyList<DayRange> days)
    {
        var (month, minutes) = (days[0].Month, days.Sum(day => day.Minutes));
        return month.AddMinutes(minutes) == month.AddMonths(1) ? [days] : days.Select(day => (IReadOnlyList<DayRange>)[day]);
    }

    public async IAsyncEnumerable<DayCandles> ReadAsync(
        IReadOnlyList<DayRange> days, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A month's archive comes some days after its end.
        var monthly = ArchiveName.Monthly(days[0].Symbol, days[0].Month);
        await using var month = days.Count > 1 ? await GetAsync(monthly, cancellationToken) : null;
        if (month is not null)
        {
            await foreach (var day in ArchiveDays.ReadAsync(month, monthly, days, progress.Reject, cancellationToken))
            {
                yield return day;
            }

            yield break;
        }

        foreach (var range in days)
        {
            var daily = ArchiveName.Daily(range.Symbol, range.Day);
            await using var file = await GetAsync(daily, cancellationToken);
            if (file is null)
            {
                yield return new DayCandles(range, await exchange.ReadAsync(range, cancellationToken));
                continue;
            }

            await foreach (var day in ArchiveDays.ReadAsync(file, daily, [range], progress.Reject, cancellationToken))
            {
                yield return day;
            }
        }
    }

    private async Task<Stream?> GetAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        try
        {
            return await retry.ExecuteAsync(async token => await archive.GetAsync(name, token), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandException($"The archive did not give {name.Text}: {exception.Message}", exception);
        }
    }
}
