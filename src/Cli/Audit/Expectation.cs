using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>
/// What the table should have. With a range, it is the range, of every symbol; without one, what the ledger says; where a file limit
/// keeps most files from the table, the files that were let through.
/// </summary>
/// <param name="Sentence">Where the expectation comes from, in words.</param>
/// <param name="Symbols">By symbol; also those that have no item.</param>
internal sealed record Expectation(string Sentence, IReadOnlyDictionary<string, ExpectedMinutes> Symbols)
{
    /// <summary>Of a range.</summary>
    /// <param name="there">What is in the table.</param>
    /// <param name="configured">The symbols that were asked for, or else those of the deployment.</param>
    /// <param name="now">The clock of this machine.</param>
    /// <param name="limit">What the file limit lets through; null for everything.</param>
    public static Expectation OfRange(
        AuditOptions options, IReadOnlyDictionary<string, SymbolMinutes> there, IReadOnlyList<string> configured, Ledger ledger, DateTimeOffset now, string? limit)
    {
        var newest = there.Values.Select(minutes => (DateTimeOffset?)minutes.Last).Append(ledger.LastFile).Max();
        var oldest = there.Values.Select(minutes => (DateTimeOffset?)minutes.First).Concat(ledger.Since.Values.Select(since => (DateTimeOffset?)since)).Min();
        // What is not over yet is nobody's to have; a simulated market may be ahead.
        var latest = Later(newest?.AddMinutes(1), now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute)));
        var to = options.To is { } end ? (end < latest ? end : latest) : newest?.AddMinutes(1) ?? latest;
        var from = options.From ?? oldest ?? to;
        var range = $"every minute from {ProcessedData.SortKey(from)} to {ProcessedData.SortKey(to.AddMinutes(-1))} of each symbol";
        return new Expectation(
            (from < to ? $"Expected is {range}." : "Nothing is expected: no minute of the range is over.")
            + (limit is null ? "" : $" The file limit lets no more than {limit} into the table, beside what is backfilled."),
            configured.Concat(there.Keys).Distinct().ToDictionary(
                symbol => symbol, symbol => from < to ? new ExpectedMinutes(from, to) { Holes = ledger.Holes.GetValueOrDefault(symbol) } : ExpectedMinutes.None));
    }

    /// <summary>Of the ledger. A symbol that it does not know is expected from its first item to its last.</summary>
    public static Expectation OfLedger(IReadOnlyDictionary<string, SymbolMinutes> there, Ledger ledger)
    {
        var symbols = there.ToDictionary(each => each.Key, each => ExpectedMinutes.Between(each.Value));
        foreach (var (symbol, since) in ledger.LastFile is null ? new Dictionary<Symbol, DateTimeOffset>() : ledger.Since)
        {
            symbols[$"{symbol}"] = new ExpectedMinutes(since, ledger.LastFile!.Value.AddMinutes(1)) { Holes = ledger.Holes.GetValueOrDefault($"{symbol}") };
        }

        return ledger.LastFile is { } last
            ? new Expectation($"Expected is every minute from the first that the fetcher was to fetch, up to its newest file, {ProcessedData.SortKey(last)}; the ledger says so.", symbols)
            : new Expectation("Expected is every minute from each symbol's first item to its last, as the ledger knows no file of this bucket.", symbols);
    }

    /// <summary>Of the files that the file limit has let through.</summary>
    public static Expectation OfSlots(IReadOnlyDictionary<string, SymbolMinutes> there, IReadOnlyDictionary<string, SymbolMinutes> let, string limit)
    {
        var symbols = there.Keys.ToDictionary(symbol => symbol, _ => ExpectedMinutes.None);
        foreach (var (symbol, minutes) in let)
        {
            symbols[symbol] = ExpectedMinutes.Between(minutes) with { Only = minutes };
        }

        return new Expectation(
            $"Expected are the rows of the files that hold a slot, as the file limit lets only {limit} into the table, beside what is backfilled. "
            + "Give --from and --to to ask for more.",
            symbols);
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
