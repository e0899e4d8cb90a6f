using System.Runtime.CompilerServices;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Binance.Archives;

namespace ServerlessPipeline.Cli.Backfill;

/// <summary>Brings to S3 what its files lack of every day of the plan.</summary>
/// <param name="uploaded">Told of each file whose rows are on their way now.</param>
/// <param name="again">Whether to read and send days anew that are there.</param>
internal sealed class BackfillRun(
    BackfillPlan plan, IArchives archives, CandleSources sources, BackfillFiles files, Action<BackfilledFile> uploaded, bool again, BackfillProgress progress)
{
    // Each holds a month of candles at most.
    private const int AtOnce = 4;

    // Files that are there already, of some 150 KB.
    private const int ReadAtOnce = 16;

    // Whoever else backfills the same day is done at some time.
    private const int MostTries = 10;

    public Task UploadAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        WantedAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (group, token) =>
        {
            await foreach (var (found, held) in sources.ReadAsync(group, token))
            {
                await UploadAsync(found, held, token);
            }
        });

    /// <summary>The days that lack something or may have changed, by what is read together. Asked month by month, so that a second run is quick.</summary>
    private async IAsyncEnumerable<DayGroup> WantedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var month in plan.Months())
        {
            var keys = await files.KeysAsync(month[0].Day, month[^1].Day, cancellationToken);
            foreach (var ofOne in month.GroupBy(day => day.Symbol))
            {
                var days = await HeldAsync([.. ofOne], keys, cancellationToken);
                var wanted = days.Where(day => again || !day.IsWhole || day.IssuedAnew.Count > 0).ToList();
                progress.Present(days.Length - wanted.Count);
                foreach (var group in wanted.Count > 0 ? sources.Group(wanted) : [])
                {
                    yield return group;
                }
            }
        }
    }

    private async Task<HeldDay[]> HeldAsync(
        IReadOnlyList<DayRange> days, ILookup<(Symbol Symbol, DateTimeOffset Day), string> keys, CancellationToken cancellationToken)
    {
        var held = new HeldDay[days.Count];
        await Parallel.ForAsync(
            0,
            days.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var day = await files.ReadAsync(days[index], keys[(days[index].Symbol, days[index].Day)], token);
                held[index] = day with { IssuedAnew = again ? [] : await IssuedAnewAsync(day, cancellationToken) };
            });
        return held;
    }

    private async Task<IReadOnlyList<ArchiveName>> IssuedAnewAsync(HeldDay day, CancellationToken cancellationToken)
    {
        var anew = new List<ArchiveName>();
        foreach (var sum in day.Archives)
        {
            if (await archives.ChecksumAsync(sum.Name, cancellationToken) is { } now && now != sum.Checksum)
            {
                anew.Add(sum.Name);
            }
        }

        return [.. anew.Distinct()];
    }

    private async Task UploadAsync(FoundDay found, HeldDay held, CancellationToken cancellationToken)
    {
        Compare(found, held);
        var rows = 0;
        for (var tries = 1; Content(found, held) is { Count: > 0 } content; tries++)
        {
            if (await files.AddAsync(
                [.. content.Select(each => each.Candle)], content.Select(each => each.From).OfType<ArchiveSum>().Distinct(), held, cancellationToken)
                is { } file)
            {
                uploaded(file);
                rows = content.Count;
                break;
            }

            if (tries == MostTries)
            {
                throw new CommandException($"{found.Range.Symbol} {found.Range.Day:yyyy-MM-dd}: somebody else uploads files of this day all the time.");
            }

            // What came meanwhile may hold other candles than ours.
            held = await files.ReadAsync(found.Range, cancellationToken);
        }

        progress.Settled(found, rows, [.. found.Lacking.Where(minute => !held.Candles.ContainsKey(minute))]);
    }

    /// <summary>What is to be uploaded: what is lacking, or all that is known of the day.</summary>
    private List<(Candle Candle, ArchiveSum? From)> Content(FoundDay found, HeldDay held)
    {
        var lacking = found.Candles.Where(each => !held.Candles.ContainsKey(each.Candle.OpenTime)).ToList();
        // The file that already has the key of what is lacking holds less than the key says, and is replaced by one that holds all.
        if (!again && (lacking.Count == 0 || !held.ETags.ContainsKey(BackfillFiles.Key([.. lacking.Select(each => each.Candle)]))))
        {
            return lacking;
        }

        var all = found.Candles.ToDictionary(each => each.Candle.OpenTime);
        foreach (var (openTime, candle) in all.Count > 0 ? held.Candles : new Dictionary<DateTimeOffset, Candle>())
        {
            all.TryAdd(openTime, (candle, null));
        }

        return [.. all.Values.OrderBy(each => each.Candle.OpenTime)];
    }

    private void Compare(FoundDay found, HeldDay held)
    {
        foreach (var group in found.Candles
            .Where(each => held.Candles.TryGetValue(each.Candle.OpenTime, out var before) && before != each.Candle)
            .GroupBy(each => each.From?.Name.Text ?? "the exchange"))
        {
            progress.Changed(group.Key, group.Count());
        }
    }
}
