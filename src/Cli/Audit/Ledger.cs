using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.Cli.Candles;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What the ledger in <see cref="PipelineState"/> says of the bucket's files.</summary>
/// <param name="Since">The first minute that is expected of each symbol; empty where the ledger knows nothing of the bucket.</param>
/// <param name="Holes">Minutes that the exchange itself does not have.</param>
/// <param name="LastFile">The newest minute that has a minute file; null for none.</param>
internal sealed record Ledger(
    IReadOnlyDictionary<Symbol, DateTimeOffset> Since, IReadOnlyDictionary<string, SymbolMinutes> Holes, DateTimeOffset? LastFile)
{
    // Of days: so much is in memory at once.
    private const int Stretch = 31;

    /// <param name="state">Reads the table.</param>
    /// <param name="bucket">Whose files.</param>
    /// <param name="symbols">Those of interest; null for all.</param>
    /// <param name="now">The clock of this machine; a simulated market may be ahead of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Ledger> ReadAsync(
        ItemBatch state, string bucket, IReadOnlyList<Symbol>? symbols, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reader = new CoverageReader(bucket, (ids, token) => ReadAsync(state, ids, token));
        var since = (await reader.FirstMinutesAsync(cancellationToken))
            .Where(each => symbols?.Contains(each.Key) != false)
            .ToDictionary(each => each.Key, each => each.Value);
        var holes = new Dictionary<string, SymbolMinutes>();
        DateTimeOffset? last = null;
        var hasFiles = true;
        for (var from = since.Values.DefaultIfEmpty(now).Min(); since.Count > 0 && (hasFiles || from <= now); from = from.AddDays(Stretch))
        {
            var days = await reader.ReadFilesAsync(from, from.AddDays(Stretch), cancellationToken);
            hasFiles = LastFileOf(days) is not null;
            if (LastFileOf(days) is { } file)
            {
                last = file;
                AddHoles(holes, since.Keys, await reader.ReadAsync(since, from, file.AddMinutes(1), cancellationToken));
            }
        }

        return new Ledger(since, holes, last);
    }

    private static DateTimeOffset? LastFileOf(IReadOnlyList<DayCoverage> days)
    {
        for (var day = days.Count - 1; day >= 0; day--)
        {
            for (var minute = DayCoverage.Minutes - 1; minute >= 0; minute--)
            {
                if (days[day].HasFile(minute))
                {
                    return Time(days[day], minute);
                }
            }
        }

        return null;
    }

    private static void AddHoles(Dictionary<string, SymbolMinutes> holes, IEnumerable<Symbol> symbols, IReadOnlyList<DayCoverage> days)
    {
        foreach (var symbol in symbols)
        {
            foreach (var day in days)
            {
                for (var minute = 0; minute < DayCoverage.Minutes; minute++)
                {
                    if (day.IsHole(symbol, minute))
                    {
                        (holes.TryGetValue($"{symbol}", out var ofOne) ? ofOne : holes[$"{symbol}"] = new SymbolMinutes()).Add(Time(day, minute));
                    }
                }
            }
        }
    }

    private static DateTimeOffset Time(DayCoverage day, int minute) => new DateTimeOffset(day.Day, TimeOnly.MinValue, TimeSpan.Zero).AddMinutes(minute);

    private static async Task<IReadOnlyList<CoverageItem>> ReadAsync(ItemBatch items, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var wanted = new KeysAndAttributes
        {
            Keys = [.. ids.Select(id => new Dictionary<string, AttributeValue> { [PipelineState.Id] = new AttributeValue(id) })],
            ConsistentRead = true,
        };
        return [.. (await items.ReadAsync(wanted, cancellationToken)).Select(Item)];
    }

    private static CoverageItem Item(Dictionary<string, AttributeValue> item) => new(
        item[PipelineState.Id].S,
        item.Where(attribute => attribute.Value.SS is { Count: > 0 } || attribute.Value.NS is { Count: > 0 })
            .ToDictionary(attribute => attribute.Key, attribute => (IReadOnlyList<string>)(attribute.Value.SS is { Count: > 0 } texts ? texts : attribute.Value.NS)));
}
