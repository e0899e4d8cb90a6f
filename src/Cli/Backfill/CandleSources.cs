using System.Runtime.CompilerServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Old candles: from an archive, and what that lacks from the next, and at last from the exchange.</summary>
/// <param name="exchange">Null where only archives are asked.</param>
/// <param name="again">Whether days are read as if nothing of them were there.</param>
internal sealed class CandleSources(IArchives archives, ExchangeKlines? exchange, bool again, BackfillProgress progress)
{
    /// <summary>Splits one symbol's days of one month into those that are read together, from one archive.</summary>
    public IEnumerable<DayGroup> Group(IReadOnlyList<HeldDay> days)
    {
        var (month, minutes) = (days[0].Range.Month, days.Sum(day => day.Range.Minutes));
        var isWholeMonth = month.AddMinutes(minutes) == month.AddMonths(1);
        return days.Select(day => (Day: day, Archives: Archives(day, isWholeMonth)))
            .GroupBy(each => each.Archives is [var first, ..] ? first : null)
            .SelectMany(group => group.Key is null
                ? group.Select(each => new DayGroup(null, [each]))
                : [new DayGroup(group.Key, [.. group])]);
    }

    /// <summary>What there is of the group: every day once, in order, beside what was held.</summary>
    /// <exception cref="CommandException">Nothing can be had any more.</exception>
    public async IAsyncEnumerable<(FoundDay Found, HeldDay Held)> ReadAsync(
        DayGroup group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (together, sum, failed) = group.Archive is { } archive
            ? await ReadAsync(archive, group.Days[0].Day.Range.First, group.Days[^1].Day.Range.Last, cancellationToken)
            : ([], null, false);
        foreach (var (day, names) in group.Days)
        {
            var found = new FoundDay(day.Range, again ? new Dictionary<DateTimeOffset, Candle>() : day.Candles) { HasFailed = failed };
            found.Add(together, sum);
            foreach (var name in names.Skip(1))
            {
                if (Lacking(found) is { } lacking)
                {
                    var (candles, from, hasFailed) = await ReadAsync(name, lacking.First, lacking.Last, cancellationToken);
                    found.Add(candles, from);
                    found.HasFailed |= hasFailed;
                }
            }

            if (exchange is not null && Lacking(found) is { } left)
            {
                await exchange.ReadAsync(found, left, cancellationToken);
            }

            yield return (found, day);
        }
    }

    /// <summary>Those that were issued anew first: they have to be compared.</summary>
    private IReadOnlyList<ArchiveName> Archives(HeldDay day, bool isWholeMonth) =>
        [.. day.IssuedAnew.Concat(archives.Of(day.Range, isWholeMonth)).Distinct()];

    private static DayRange? Lacking(FoundDay day)
    {
        var minutes = day.Lacking.ToList();
        return minutes.Count == 0 ? null : day.Range with { First = minutes[0], Last = minutes[^1] };
    }

    private async Task<(IReadOnlyList<Candle> Candles, ArchiveSum? From, bool HasFailed)> ReadAsync(
        ArchiveName name, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = await archives.OpenAsync(name, cancellationToken);
            return archive is null
                ? ([], null, false)
                : (await ArchiveReader.ReadAsync(archive.File, name, first, last, row => progress.Reject(name, row), cancellationToken),
                    new ArchiveSum(name, archive.Checksum),
                    false);
        }
        catch (ArchiveException exception)
        {
            progress.Problem(Words.Sentence(exception.Message));
            return ([], null, true);
        }
    }
}

/// <summary>Days of one symbol and month that are read together.</summary>
/// <param name="Archive">Which has all of them, it may be; null where none is.</param>
/// <param name="Days">In order, with all archives that may have the day, the same one first.</param>
internal sealed record DayGroup(ArchiveName? Archive, IReadOnlyList<(HeldDay Day, IReadOnlyList<ArchiveName> Archives)> Days);
