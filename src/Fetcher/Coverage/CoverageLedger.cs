using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Coverage;

/// <summary>
/// Which minutes of which symbols are in S3, in the table <see cref="PipelineState"/>. Everything is added to sets, so what is
/// said twice, by this fetcher or by another, is said once.
/// </summary>
internal sealed class CoverageLedger(IAmazonDynamoDB dynamoDb, string table)
{
    // DynamoDB's limits: 4 KB of expression, 100 items a read.
    private const int SymbolsPerUpdate = 50;
    private const int ItemsPerRead = 100;

    /// <summary>From <paramref name="minute"/> on the symbols are expected, but for those that have been before.</summary>
    /// <returns>The first minute expected of each.</returns>
    public async Task<IReadOnlyDictionary<Symbol, DateTimeOffset>> ExpectAsync(
        IReadOnlyList<Symbol> symbols, DateTimeOffset minute, CancellationToken cancellationToken)
    {
        var since = new Dictionary<Symbol, DateTimeOffset>();
        foreach (var part in symbols.Chunk(SymbolsPerUpdate))
        {
            var response = await dynamoDb.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = Key(PipelineState.CoverageSince),
                    UpdateExpression = "SET " + string.Join(", ", part.Select((_, i) => $"#s{i} = if_not_exists(#s{i}, :minute)")),
                    ExpressionAttributeNames = part.Select((symbol, i) => (symbol, i)).ToDictionary(each => $"#s{each.i}", each => $"{each.symbol}"),
                    ExpressionAttributeValues = new() { [":minute"] = new AttributeValue { S = Iso.Minute(minute) } },
                    ReturnValues = ReturnValue.ALL_NEW,
                },
                cancellationToken);
            foreach (var symbol in part)
            {
                since[symbol] = DateTimeOffset.Parse(response.Attributes[$"{symbol}"].S, CultureInfo.InvariantCulture);
            }
        }

        return since;
    }

    /// <summary>The minute's file is in S3.</summary>
    public Task AddCompleteAsync(DateTimeOffset minute, CancellationToken cancellationToken) =>
        AddAsync(PipelineState.CoverageOf(Day(minute)), PipelineState.Complete, [minute], cancellationToken);

    /// <summary>The minute's file lacks the symbol. To be said before the file is uploaded: better a repair too many.</summary>
    public Task AddMissingAsync(Symbol symbol, DateTimeOffset minute, CancellationToken cancellationToken) =>
        AddAsync(PipelineState.CoverageOf(Day(minute), symbol), PipelineState.Missing, [minute], cancellationToken);

    /// <param name="minutes">Of one UTC day.</param>
    public Task AddRepairedAsync(Symbol symbol, IReadOnlyList<DateTimeOffset> minutes, CancellationToken cancellationToken) =>
        AddAsync(PipelineState.CoverageOf(Day(minutes[0]), symbol), PipelineState.Repaired, minutes, cancellationToken);

    /// <param name="minutes">Of one UTC day.</param>
    public Task AddHolesAsync(Symbol symbol, IReadOnlyList<DateTimeOffset> minutes, CancellationToken cancellationToken) =>
        AddAsync(PipelineState.CoverageOf(Day(minutes[0]), symbol), PipelineState.Holes, minutes, cancellationToken);

    /// <summary>What is known of each day, in the order given.</summary>
    public async Task<IReadOnlyList<DayCoverage>> ReadAsync(
        IReadOnlyList<DateOnly> days, IReadOnlyList<Symbol> symbols, CancellationToken cancellationToken)
    {
        var coverage = days.ToDictionary(day => day, day => new DayCoverage(day));
        var owners = new Dictionary<string, (DayCoverage Day, Symbol? Symbol)>();
        foreach (var day in days)
        {
            owners[PipelineState.CoverageOf(day)] = (coverage[day], null);
            foreach (var symbol in symbols)
            {
                owners[PipelineState.CoverageOf(day, symbol)] = (coverage[day], symbol);
            }
        }

        foreach (var part in owners.Keys.Chunk(ItemsPerRead))
        {
            foreach (var item in await ReadItemsAsync(part, cancellationToken))
            {
                var (day, symbol) = owners[item[PipelineState.Id].S];
                Take(item, day, symbol);
            }
        }

        return [.. days.Select(day => coverage[day])];
    }

    private static void Take(Dictionary<string, AttributeValue> item, DayCoverage day, Symbol? symbol)
    {
        if (symbol is { } owner)
        {
            day.AddMissing(owner, Minutes(PipelineState.Missing));
            day.AddSettled(owner, Minutes(PipelineState.Repaired).Concat(Minutes(PipelineState.Holes)));
        }
        else
        {
            day.AddComplete(Minutes(PipelineState.Complete));
        }

        IEnumerable<int> Minutes(string attribute) => item.TryGetValue(attribute, out var set)
            ? set.NS.Select(number => int.Parse(number, CultureInfo.InvariantCulture))
            : [];
    }

    private async Task<List<Dictionary<string, AttributeValue>>> ReadItemsAsync(string[] ids, CancellationToken cancellationToken)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var wanted = new KeysAndAttributes { Keys = [.. ids.Select(Key)], ConsistentRead = true };
        while (wanted is { Keys.Count: > 0 })
        {
            var response = await dynamoDb.BatchGetItemAsync(
                new BatchGetItemRequest { RequestItems = new() { [table] = wanted } }, cancellationToken);
            items.AddRange(response.Responses?.GetValueOrDefault(table) ?? []);
            wanted = response.UnprocessedKeys?.GetValueOrDefault(table);
        }

        return items;
    }

    private Task<UpdateItemResponse> AddAsync(
        string id, string attribute, IReadOnlyList<DateTimeOffset> minutes, CancellationToken cancellationToken) =>
        dynamoDb.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = table,
                Key = Key(id),
                UpdateExpression = "ADD #minutes :minutes",
                ExpressionAttributeNames = new() { ["#minutes"] = attribute },
                ExpressionAttributeValues = new()
                {
                    [":minutes"] = new AttributeValue
                    {
                        NS = [.. minutes.Select(minute => ((int)minute.UtcDateTime.TimeOfDay.TotalMinutes).ToString(CultureInfo.InvariantCulture)).Distinct()],
                    },
                },
            },
            cancellationToken);

    private static Dictionary<string, AttributeValue> Key(string id) => new() { [PipelineState.Id] = new AttributeValue { S = id } };

    private static DateOnly Day(DateTimeOffset minute) => DateOnly.FromDateTime(minute.UtcDateTime);
}
