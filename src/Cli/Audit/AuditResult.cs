using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>What an audit found; also the line of JSON that <c>audit --json</c> prints. Lists are cut off, counts are not.</summary>
/// <param name="Items">How many were read.</param>
/// <param name="DistinctKeys">How many of their keys differ: all, or the table would hold something twice.</param>
/// <param name="Expected">What the table should have, in words.</param>
/// <param name="Missing">Minutes that are expected and have no item, of all symbols.</param>
/// <param name="Holes">Minutes of these ranges that the exchange itself does not have; they are not expected.</param>
/// <param name="InvalidItems">How many items are no possible candles.</param>
/// <param name="Sources">Null where items were not held against their lines.</param>
internal sealed record AuditResult(
    string Table,
    long Items,
    long DistinctKeys,
    string Expected,
    long Missing,
    long Holes,
    long InvalidItems,
    IReadOnlyList<SymbolResult> Symbols,
    IReadOnlyList<InvalidItem> Invalid,
    SourceResult? Sources,
    IReadOnlyList<NewestItem> Newest,
    double Seconds)
{
    private static readonly AuditJson Line = new(new JsonSerializerOptions(AuditJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public bool IsWell =>
        Items == DistinctKeys && Missing == 0 && InvalidItems == 0 && Sources is null or { Differing: 0, Unverified: 0 };

    public static AuditResult Of(string table, AuditTally tally, Expectation expected, SourceCheck? check, TimeSpan time)
    {
        var symbols = expected.Symbols.OrderBy(symbol => symbol.Key, StringComparer.Ordinal)
            .Select(symbol => SymbolResult.Of(symbol.Key, tally.Of(symbol.Key), symbol.Value)).ToList();
        return Of(table, tally, expected, symbols, check, time);
    }

    private static AuditResult Of(
        string table, AuditTally tally, Expectation expected, List<SymbolResult> symbols, SourceCheck? check, TimeSpan time) => new(
        table,
        tally.Items,
        tally.DistinctKeys,
        expected.Sentence,
        symbols.Sum(symbol => symbol.Missing),
        expected.Symbols.Values.Sum(each => each.Holes?.Within(each.From, each.To) ?? 0),
        tally.InvalidCount,
        symbols,
        tally.Invalid,
        check is null
            ? null
            : new SourceResult(check.Items, check.Files, check.Differing, check.Unverified, check.Differences, check.WithoutLine),
        tally.Newest,
        Math.Round(time.TotalSeconds, 3));

    public string ToJson() => JsonSerializer.Serialize(this, Line.AuditResult);
}

/// <param name="First">The first open time; null where there is no item.</param>
/// <param name="Last">The last open time; likewise.</param>
/// <param name="Missing">Minutes that are expected and have no item.</param>
/// <param name="Gaps">The longest runs of those, in order of time.</param>
internal sealed record SymbolResult(string Symbol, long Items, string? First, string? Last, long Missing, IReadOnlyList<GapResult> Gaps)
{
    private const int GapsTold = 20;

    public static SymbolResult Of(string symbol, SymbolMinutes there, ExpectedMinutes expected)
    {
        var (missing, longest) = (0L, new PriorityQueue<MinuteRun, long>());
        foreach (var run in expected.Missing(there))
        {
            missing += run.Minutes;
            longest.Enqueue(run, run.Minutes);
            if (longest.Count > GapsTold)
            {
                longest.Dequeue();
            }
        }

        return new SymbolResult(
            symbol,
            there.Count,
            there.Count == 0 ? null : ProcessedData.SortKey(there.First),
            there.Count == 0 ? null : ProcessedData.SortKey(there.Last),
            missing,
            [
                .. longest.UnorderedItems.Select(each => each.Element).OrderBy(run => run.First)
                    .Select(run => new GapResult(ProcessedData.SortKey(run.First), ProcessedData.SortKey(run.Last), run.Minutes)),
            ]);
    }
}

internal sealed record GapResult(string First, string Last, long Minutes);

/// <param name="Items">Held against their lines.</param>
/// <param name="Files">Read for it, each once.</param>
/// <param name="Differing">Items that say something else than their lines.</param>
/// <param name="Unverified">Items whose line is not there, or is no candle.</param>
internal sealed record SourceResult(
    long Items,
    long Files,
    long Differing,
    long Unverified,
    IReadOnlyList<Difference> Differences,
    IReadOnlyList<UnverifiedItems> WithoutLine);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditResult))]
internal sealed partial class AuditJson : JsonSerializerContext;
