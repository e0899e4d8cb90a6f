using ServerlessPipeline.MarketData.Coverage;

namespace ServerlessPipeline.MarketData.Tests.Coverage;

public sealed class DayCoverageTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");
    private static readonly DateTimeOffset Midnight = new(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly DayCoverage _day = new(new DateOnly(2026, 2, 2));

    [Fact]
    public void What_a_minute_file_lacks_is_a_gap_of_that_symbol_alone()
    {
        _day.AddFiles([Btc, Eth], [0, 1, 3]);
        _day.AddFiles([Eth], [2]);

        Assert.Equal([(2, 2), (4, 5)], Gaps(0, 6));
        Assert.Equal([(4, 5)], Gaps(0, 6, Eth));
        Assert.Equal((true, false), (_day.HasFile(2), _day.HasFile(4)));
    }

    [Fact]
    public void A_file_that_holds_nothing_closes_no_gap()
    {
        _day.AddFiles([], [0]);

        Assert.Equal([(0, 1)], Gaps(0, 2));
        Assert.True(_day.HasFile(0));
    }

    [Fact]
    public void What_is_repaired_or_not_to_be_had_or_under_way_is_no_gap()
    {
        _day.AddFiles([Btc], [5]);
        _day.AddHeld(Btc, [0]);
        _day.AddHoles(Btc, [2]);
        _day.AddUnderWay([3]);

        Assert.Equal([(1, 1), (4, 4)], Gaps(0, 6));
        Assert.Equal((true, false, true), (_day.IsHeld(Btc, 0), _day.IsHeld(Btc, 2), _day.IsHole(Btc, 2)));
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
