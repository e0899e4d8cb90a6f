using System.Globalization;
using System.Runtime.CompilerServices;

namespace ServerlessPipeline.MarketData.Coverage;

/// <summary>
/// Reads the ledger of one bucket: which candles its files hold. What is expected is a matter of the symbol's first minute; what is
/// expected, and neither held nor a hole, is a gap (<see cref="DayCoverage.Gaps"/>). One caller at a time.
/// </summary>
/// <param name="bucket">Whose files.</param>
/// <param name="items">Reads the table.</param>
public sealed class CoverageReader(string bucket, CoverageItems items)
{
    private const int ItemsPerRead = 100;

    // A list of 500 symbols takes 4 KB here; what does not fit is read again.
    private const int MostLists = 256;

    private readonly Dictionary<string, Symbol[]> _lists = [];

    /// <summary>The first minute that is expected of each symbol; empty where nothing is known of the bucket.</summary>
    public async Task<IReadOnlyDictionary<Symbol, DateTimeOffset>> FirstMinutesAsync(CancellationToken cancellationToken)
    {
        var since = new Dictionary<Symbol, DateTimeOffset>();
        foreach (var item in await items([PipelineState.CoverageOf(bucket)], cancellationToken))
        {
            foreach (var (name, minutes) in item.Sets)
            {
                if (Symbol.TryParse(name, out var symbol))
                {
                    since[symbol] = minutes.Min(minute => DateTimeOffset.Parse(minute, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
                }
            }
        }

        return since;
    }

    /// <summary>What is there, day by day, from the first that <paramref name="from"/> lies in to the last before <paramref name="before"/>.</summary>
    /// <param name="since">The symbols, and the first minute that is expected of each.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="before">The first minute that is not of interest any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="adjust">
    /// Adds to a day what the caller knows beside the ledger. The items of single symbols are read only for those that still have a gap after
    /// that; so the holes of a candle that is held are not told.
    /// </param>
    public async Task<IReadOnlyList<DayCoverage>> ReadAsync(
        IReadOnlyDictionary<Symbol, DateTimeOffset> since,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellationToken,
        Action<DayCoverage>? adjust = null)
    {
        ArgumentNullException.ThrowIfNull(since);
        var days = await ReadFilesAsync(from, before, cancellationToken);
        var owners = new Dictionary<string, (DayCoverage Day, Symbol Symbol)>();
        foreach (var day in days)
        {
            adjust?.Invoke(day);
            foreach (var (symbol, first) in since)
            {
                if (day.Gaps(symbol, first > from ? first : from, before).Any())
                {
                    owners[PipelineState.CoverageOf(bucket, day.Day, symbol)] = (day, symbol);
                }
            }
        }

        await foreach (var item in ItemsAsync(owners.Keys, cancellationToken))
        {
            var (day, symbol) = owners[item.Id];
            day.AddHeld(symbol, Minutes(item, PipelineState.Held));
            day.AddHoles(symbol, Minutes(item, PipelineState.Holes));
            day.AddRepairFiles(item.Sets.GetValueOrDefault(PipelineState.Files) ?? []);
        }

        return days;
    }

    /// <summary>The same from minute files alone.</summary>
    public async Task<IReadOnlyList<DayCoverage>> ReadFilesAsync(
        DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (from >= before)
        {
            return [];
        }

        var first = DayCoverage.DayOf(from);
        var last = DayCoverage.DayOf(before.AddTicks(-1));
        var days = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => new DayCoverage(first.AddDays(i))).ToArray();
        var byId = days.ToDictionary(day => PipelineState.CoverageOf(bucket, day.Day));
        var held = new Dictionary<string, List<(DayCoverage Day, IReadOnlyList<string> Minutes)>>();
        await foreach (var item in ItemsAsync(byId.Keys, cancellationToken))
        {
            foreach (var (name, minutes) in item.Sets)
            {
                if (PipelineState.ListOfAttribute(name) is { } digest)
                {
                    (held.TryGetValue(digest, out var list) ? list : held[digest] = []).Add((byId[item.Id], minutes));
                }
            }
        }

        await foreach (var (digest, symbols) in ListsAsync(held.Keys, cancellationToken))
        {
            foreach (var (day, minutes) in held[digest])
            {
                day.AddFiles(symbols, minutes.Select(Number));
            }
        }

        return days;
    }

    /// <summary>The keys of the repair files that the ledger knows, of some days of symbols.</summary>
    public async Task<IReadOnlySet<string>> RepairFilesAsync(
        IEnumerable<(DateOnly Day, Symbol Symbol)> days, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var ids = days.Distinct().Select(each => PipelineState.CoverageOf(bucket, each.Day, each.Symbol));
        await foreach (var item in ItemsAsync(ids, cancellationToken))
        {
            keys.UnionWith(item.Sets.GetValueOrDefault(PipelineState.Files) ?? []);
        }

        return keys;
    }

    private async IAsyncEnumerable<(string Digest, Symbol[] Symbols)> ListsAsync(
        ICollection<string> digests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unread = new Dictionary<string, string>();
        foreach (var digest in digests)
        {
            if (_lists.TryGetValue(digest, out var symbols))
            {
                yield return (digest, symbols);
            }
            else
            {
                unread[PipelineState.ListOf(bucket, digest)] = digest;
            }
        }

        await foreach (var item in ItemsAsync(unread.Keys, cancellationToken))
        {
            Symbol[] symbols = [.. (item.Sets.GetValueOrDefault(PipelineState.Symbols) ?? []).Select(Symbol.Parse)];
            if (_lists.Count < MostLists)
            {
                _lists[unread[item.Id]] = symbols;
            }

            yield return (unread[item.Id], symbols);
        }
    }

    private async IAsyncEnumerable<CoverageItem> ItemsAsync(
        IEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in ids.Chunk(ItemsPerRead))
        {
            foreach (var item in await items(part, cancellationToken))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<int> Minutes(CoverageItem item, string attribute) =>
        (item.Sets.GetValueOrDefault(attribute) ?? []).Select(Number);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
