using ServerlessPipeline.Fetcher.Coverage;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher.Tests;

public sealed class DayCoverageTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly DateTimeOffset Midnight = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly DayCoverage _day = new(new DateOnly(2026, 2, 2));

    [Fact]
    public void What_is_complete_is_no_gap_but_for_the_symbols_that_are_missing()
    {
        _day.AddComplete([0, 1, 2, 3]);
        _day.AddMissing(Btc, [2]);

        Assert.Equal([(2, 2), (4, 5)], Gaps(0, 6));
        Assert.Equal([(4, 5)], Gaps(0, 6, Symbol.Parse("ETHUSDT")));
    }

    [Fact]
    public void What_is_repaired_or_not_to_be_had_is_no_gap()
    {
        _day.AddComplete([0, 5]);
        _day.AddMissing(Btc, [0]);
        _day.AddSettled(Btc, [0, 2, 3]);

        Assert.Equal([(1, 1), (4, 4)], Gaps(0, 6));
    }

    [Fact]
    public void Only_what_is_expected_is_a_gap()
    {
        Assert.Equal([(3, 4)], Gaps(3, 5));
        Assert.Equal([(0, 1439)], Gaps(-100, 5000));
        Assert.Empty(Gaps(7, 7));
        Assert.Empty(Gaps(1440, 2000));
    }

    private IEnumerable<(int First, int Last)> Gaps(int since, int before, Symbol? symbol = null) => _day
        .Gaps(symbol ?? Btc, Midnight.AddMinutes(since), Midnight.AddMinutes(before))
        .Select(gap => ((int)(gap.First - Midnight).TotalMinutes, (int)(gap.Last - Midnight).TotalMinutes));
}
