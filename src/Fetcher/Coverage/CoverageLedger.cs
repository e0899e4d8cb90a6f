using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;
using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// What the files of a bucket hold, in the table <see cref="PipelineState"/>. Everything is added to sets, so what is said twice, by
/// this fetcher or by another, is said once. What a file proves to be expected is said first and the list that it holds before the
/// minute that refers to it: so a file that the ledger knows is known whole, and one that it does not know is found in the bucket again.
/// </summary>
internal sealed class CoverageLedger
{
    // Of 64 bits: among a million lists two are alike by chance once in 40 million tables.
    private const int DigestLength = 16;

    // DynamoDB allows 4 KB of expression.
    private const int SymbolsPerUpdate = 100;
    private const int MostLists = 4096;

    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly string _table;
    private readonly string _bucket;
    private readonly CoverageReader _reader;
    private readonly ConcurrentDictionary<Symbol, DateTimeOffset> _since = new();
    private readonly ConcurrentDictionary<string, bool> _lists = new();

    private volatile bool _sinceIsRead;

    public CoverageLedger(IAmazonDynamoDB dynamoDb, string table, string bucket)
    {
        (_dynamoDb, _table, _bucket) = (dynamoDb, table, bucket);
        _reader = new CoverageReader(bucket, ReadItemsAsync);
    }

    /// <summary>From <paramref name="minute"/> on the symbols are expected, but for those that have been before.</summary>
    public async Task ExpectAsync(IEnumerable<Symbol> symbols, DateTimeOffset minute, CancellationToken cancellationToken)
    {
        if (!_sinceIsRead)
        {
            await FirstMinutesAsync(cancellationToken);
        }

        foreach (var part in symbols.Where(symbol => !_since.TryGetValue(symbol, out var since) || since > minute).Distinct().Chunk(SymbolsPerUpdate))
        {
            await UpdateAsync(
                PipelineState.CoverageOf(_bucket),
                part.ToDictionary(symbol => symbol.ToString(), _ => new AttributeValue { SS = [Iso.Minute(minute)] }),
                cancellationToken);
            foreach (var symbol in part)
            {
                Expected(symbol, minute);
            }
        }
    }

    /// <summary>The first minute that is expected of each symbol.</summary>
    public async Task<IReadOnlyDictionary<Symbol, DateTimeOffset>> FirstMinutesAsync(CancellationToken cancellationToken)
    {
        var since = await _reader.FirstMinutesAsync(cancellationToken);
        foreach (var (symbol, minute) in since)
        {
            Expected(symbol, minute);
        }

        _sinceIsRead = true;
        return since;
    }

    /// <summary>These files are in S3, with what they hold.</summary>
    public async Task AddAsync(IReadOnlyList<FileFacts> files, CancellationToken cancellationToken)
    {
        var minutes = files.OfType<MinuteFacts>()
            .GroupBy(file => (Day: DayCoverage.DayOf(file.Minute), Digest: Digest(file.Held), Missing: Digest(file.Missing)))
            .OrderBy(group => group.Key.Day);
        foreach (var group in minutes)
        {
            var file = group.MinBy(file => file.Minute)!;
            await ExpectAsync(file.Held.Concat(file.Missing), file.Minute, cancellationToken);
            await AddListAsync(group.Key.Digest, file.Held, cancellationToken);
            await AddMinutesAsync(
                PipelineState.CoverageOf(_bucket, group.Key.Day),
                PipelineState.HeldByList(group.Key.Digest),
                group.Select(each => DayCoverage.MinuteOf(each.Minute)),
                cancellationToken);
        }

        foreach (var group in files.OfType<RepairFacts>().GroupBy(file => (file.Day, file.Symbol)))
        {
            var sets = new Dictionary<string, AttributeValue>
            {
                [PipelineState.Files] = new AttributeValue { SS = [.. group.Select(file => file.Key).Distinct()] },
            };
            var held = group.SelectMany(file => file.Minutes).Distinct().ToList();
            if (held.Count > 0)
            {
                sets[PipelineState.Held] = Numbers(held);
            }

            await UpdateAsync(PipelineState.CoverageOf(_bucket, group.Key.Day, group.Key.Symbol), sets, cancellationToken);
        }
    }

    /// <param name="minutes">Of one UTC day.</param>
    public Task AddHolesAsync(Symbol symbol, IReadOnlyList<DateTimeOffset> minutes, CancellationToken cancellationToken) => AddMinutesAsync(
        PipelineState.CoverageOf(_bucket, DayCoverage.DayOf(minutes[0]), symbol),
        PipelineState.Holes,
        minutes.Select(DayCoverage.MinuteOf),
        cancellationToken);

    /// <inheritdoc cref="CoverageReader.ReadAsync"/>
    public Task<IReadOnlyList<DayCoverage>> ReadAsync(
        IReadOnlyDictionary<Symbol, DateTimeOffset> since,
        DateTimeOffset from,
        DateTimeOffset before,
        Action<DayCoverage> adjust,
        CancellationToken cancellationToken) => _reader.ReadAsync(since, from, before, cancellationToken, adjust);

    /// <inheritdoc cref="CoverageReader.ReadFilesAsync"/>
    public Task<IReadOnlyList<DayCoverage>> ReadFilesAsync(DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken) =>
        _reader.ReadFilesAsync(from, before, cancellationToken);

    /// <inheritdoc cref="CoverageReader.RepairFilesAsync"/>
    public Task<IReadOnlySet<string>> RepairFilesAsync(
        IEnumerable<(DateOnly Day, Symbol Symbol)> days, CancellationToken cancellationToken) => _reader.RepairFilesAsync(days, cancellationToken);

    private async Task AddListAsync(string digest, IReadOnlyList<Symbol> symbols, CancellationToken cancellationToken)
    {
        if (_lists.ContainsKey(digest))
        {
            return;
        }

        // A set has at least one member; the list of none is an item all the same.
        var sets = new Dictionary<string, AttributeValue>();
        if (symbols.Count > 0)
        {
            sets[PipelineState.Symbols] = new AttributeValue { SS = [.. symbols.Select(symbol => symbol.ToString()).Distinct()] };
        }

        await UpdateAsync(PipelineState.ListOf(_bucket, digest), sets, cancellationToken);
        if (_lists.Count < MostLists)
        {
            _lists[digest] = true;
        }
    }

    private Task AddMinutesAsync(string id, string attribute, IEnumerable<int> minutes, CancellationToken cancellationToken) =>
        UpdateAsync(id, new() { [attribute] = Numbers(minutes) }, cancellationToken);

    private void Expected(Symbol symbol, DateTimeOffset minute) =>
        _since.AddOrUpdate(symbol, minute, (_, before) => minute < before ? minute : before);

    /// <summary>Adds to sets of an item.</summary>
    private async Task UpdateAsync(string id, Dictionary<string, AttributeValue> sets, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = _table,
            Key = new() { [PipelineState.Id] = new AttributeValue { S = id } },
        };
        if (sets.Count > 0)
        {
            var all = sets.ToList();
            request.UpdateExpression = "ADD " + string.Join(", ", all.Select((_, i) => $"#n{i} :v{i}"));
            request.ExpressionAttributeNames = all.Select((set, i) => (set.Key, i)).ToDictionary(each => $"#n{each.i}", each => each.Key);
            request.ExpressionAttributeValues = all.Select((set, i) => (set.Value, i)).ToDictionary(each => $":v{each.i}", each => each.Value);
        }

        await StorageRetry.Once.ExecuteAsync(async token => await _dynamoDb.UpdateItemAsync(request, token), cancellationToken);
    }

    private async Task<IReadOnlyList<CoverageItem>> ReadItemsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var items = new List<CoverageItem>();
        var wanted = new KeysAndAttributes
        {
            Keys = [.. ids.Select(id => new Dictionary<string, AttributeValue> { [PipelineState.Id] = new AttributeValue { S = id } })],
            ConsistentRead = true,
        };
        while (wanted is { Keys.Count: > 0 })
        {
            var keys = wanted;
            var response = await StorageRetry.Once.ExecuteAsync(
                async token => await _dynamoDb.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { [_table] = keys } }, token),
                cancellationToken);
            items.AddRange((response.Responses?.GetValueOrDefault(_table) ?? []).Select(Item));
            wanted = response.UnprocessedKeys?.GetValueOrDefault(_table);
        }

        return items;
    }

    private static CoverageItem Item(Dictionary<string, AttributeValue> item) => new(
        item[PipelineState.Id].S,
        item.Where(attribute => attribute.Value.NS is { Count: > 0 } || attribute.Value.SS is { Count: > 0 }).ToDictionary(
            attribute => attribute.Key,
            attribute => (IReadOnlyList<string>)(attribute.Value.NS is { Count: > 0 } numbers ? numbers : attribute.Value.SS)));

    private static AttributeValue Numbers(IEnumerable<int> numbers) =>
        new() { NS = [.. numbers.Distinct().Select(number => number.ToString(CultureInfo.InvariantCulture))] };

    private static string Digest(IReadOnlyList<Symbol> symbols)
    {
        var text = string.Join(',', symbols.Select(symbol => symbol.ToString()).Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigestLength];
    }
}
