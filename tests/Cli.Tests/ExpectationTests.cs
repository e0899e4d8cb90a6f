using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

/// <summary>What an audit expects of the table, whatever is in it.</summary>
public sealed class ExpectationTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");
    private static readonly DateTimeOffset Day = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Day.AddDays(30);
    private static readonly Ledger Nothing = new(new Dictionary<Symbol, DateTimeOffset>(), new Dictionary<string, SymbolMinutes>(), LastFile: null);

    [Fact]
    public void A_range_is_expected_of_every_symbol_also_of_one_without_any_item()
    {
        var tally = There(("BTCUSDT", 0, 457));

        var expected = Expectation.OfRange(Options(Day, Day.AddDays(1)), tally, ["BTCUSDT", "ETHUSDT"], Nothing, Now, limit: null);

        Assert.Equal(983, Missing(expected, tally, "BTCUSDT"));
        Assert.Equal(1440, Missing(expected, tally, "ETHUSDT"));
    }

    [Fact]
    public void A_range_is_expected_before_the_first_item_and_after_the_last()
    {
        var tally = There(("BTCUSDT", 600, 60));

        var expected = Expectation.OfRange(Options(Day, Day.AddDays(1)), tally, ["BTCUSDT"], Nothing, Now, limit: null);

        Assert.Equal(1440 - 60, Missing(expected, tally, "BTCUSDT"));
    }

    [Fact]
    public void What_is_not_over_yet_is_not_expected_but_where_the_market_is_ahead()
    {
        var nothing = There();
        var options = Options(Day, Day.AddDays(1));

        Assert.Equal(90, Missing(Expectation.OfRange(options, nothing, ["BTCUSDT"], Nothing, Day.AddMinutes(90.5), limit: null), nothing, "BTCUSDT"));
        var ahead = Nothing with { LastFile = Day.AddMinutes(199) };
        Assert.Equal(200, Missing(Expectation.OfRange(options, nothing, ["BTCUSDT"], ahead, Day.AddDays(-1), limit: null), nothing, "BTCUSDT"));
        Assert.Equal(0, Missing(Expectation.OfRange(options, nothing, ["BTCUSDT"], Nothing, Day.AddDays(-1), limit: null), nothing, "BTCUSDT"));
    }

    [Fact]
    public void An_end_that_is_not_given_is_the_newest_minute_that_is_known_of()
    {
        var tally = There(("BTCUSDT", 0, 10), ("ETHUSDT", 0, 20));

        var expected = Expectation.OfRange(Options(Day, to: null), tally, ["BTCUSDT"], Nothing with { LastFile = Day.AddMinutes(29) }, Now, limit: null);

        Assert.Equal((20, 10), (Missing(expected, tally, "BTCUSDT"), Missing(expected, tally, "ETHUSDT")));
    }

    [Fact]
    public void Without_a_range_the_ledger_is_expected_with_what_no_file_holds_and_without_holes()
    {
        var tally = There(("BTCUSDT", 5, 10), ("SOLUSDT", 0, 3));
        var holes = There(("BTCUSDT", 2, 2))["BTCUSDT"];
        var ledger = new Ledger(
            new Dictionary<Symbol, DateTimeOffset> { [Btc] = Day, [Eth] = Day.AddMinutes(20) },
            new Dictionary<string, SymbolMinutes> { ["BTCUSDT"] = holes },
            LastFile: Day.AddMinutes(29));

        var expected = Expectation.OfLedger(tally, ledger);

        Assert.Equal(30 - 10 - 2, Missing(expected, tally, "BTCUSDT"));
        Assert.Equal(10, Missing(expected, tally, "ETHUSDT"));
        Assert.Equal(0, Missing(expected, tally, "SOLUSDT"));
    }

    [Fact]
    public void Where_the_ledger_knows_nothing_each_symbol_is_expected_between_its_ends()
    {
        var tally = There(("BTCUSDT", 0, 3), ("BTCUSDT", 8, 1));

        Assert.Equal(5, Missing(Expectation.OfLedger(tally, Nothing), tally, "BTCUSDT"));
    }

    [Fact]
    public void Under_a_file_limit_the_rows_of_the_files_with_a_slot_are_expected_and_no_others()
    {
        var tally = There(("BTCUSDT", 0, 1), ("BTCUSDT", 100, 1));
        var let = There(("BTCUSDT", 0, 3), ("ETHUSDT", 0, 3));

        var expected = Expectation.OfSlots(tally, let, "the first 5 rows of 3 files");

        Assert.Equal((2, 3), (Missing(expected, tally, "BTCUSDT"), Missing(expected, tally, "ETHUSDT")));
        Assert.Contains("the first 5 rows of 3 files", expected.Sentence, StringComparison.Ordinal);
    }

    private static AuditOptions Options(DateTimeOffset? from, DateTimeOffset? to) => new() { From = from, To = to, Segments = 1 };

    private static long Missing(Expectation expected, IReadOnlyDictionary<string, SymbolMinutes> there, string symbol) =>
        SymbolResult.Of(symbol, there.GetValueOrDefault(symbol) ?? new SymbolMinutes(), expected.Symbols[symbol]).Missing;

    private static Dictionary<string, SymbolMinutes> There(params (string Symbol, int First, int Minutes)[] runs)
    {
        var there = new Dictionary<string, SymbolMinutes>();
        foreach (var (symbol, first, minutes) in runs)
        {
            there.TryAdd(symbol, new SymbolMinutes());
            for (var minute = first; minute < first + minutes; minute++)
            {
                there[symbol].Add(Day.AddMinutes(minute));
            }
        }

        return there;
    }
}
