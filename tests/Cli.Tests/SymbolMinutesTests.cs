using ServerlessPipeline.Cli.Audit;

namespace ServerlessPipeline.Cli.Tests;

public sealed class SymbolMinutesTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    [Fact]
    public void Minute_is_counted_once()
    {
        var minutes = new SymbolMinutes();

        Assert.True(minutes.Add(Start));
        Assert.False(minutes.Add(Start));
        Assert.Equal(1, minutes.Count);
    }

    [Fact]
    public void Gaps_are_the_runs_between_the_first_and_the_last()
    {
        var minutes = Of(0, 1, 5, 6, 8, 100_000);

        Assert.Equal([(2, 4), (7, 7), (9, 99_999)], Minutes(ExpectedMinutes.Between(minutes).Missing(minutes)));
        Assert.Equal([(0, 1), (5, 6), (8, 8), (100_000, 100_000)], Minutes(minutes.Runs()));
        Assert.Equal((Start, Start.AddMinutes(100_000)), (minutes.First, minutes.Last));
    }

    [Fact]
    public void Minutes_without_a_gap_have_none()
    {
        var minutes = Of([.. Enumerable.Range(0, 200)]);

        Assert.Empty(ExpectedMinutes.Between(minutes).Missing(minutes));
    }

    [Fact]
    public void All_of_a_range_is_missing_where_nothing_is_there_but_for_holes_and_what_is_not_expected()
    {
        var range = new ExpectedMinutes(Start, Start.AddMinutes(10));

        Assert.Equal([(0, 9)], Minutes(range.Missing(Of())));
        Assert.Equal([(0, 3), (6, 9)], Minutes((range with { Holes = Of(4, 5) }).Missing(Of())));
        Assert.Equal([(2, 2), (7, 7)], Minutes((range with { Only = Of(1, 2, 7) }).Missing(Of(1))));
        Assert.Empty(ExpectedMinutes.None.Missing(Of()));
    }

    [Fact]
    public void Within_is_what_counting_one_by_one_gives()
    {
        // A fixed seed: no secret, and no chance.
        var random = new Random(20260202);
        var there = Enumerable.Range(0, 10_000).Where(_ => random.Next(3) > 0).ToHashSet();
        var minutes = Of([.. there]);

        for (var run = 0; run < 500; run++)
        {
            var from = random.Next(-100, 10_100);
            var to = from + random.Next(0, 400);

            Assert.Equal(
                Enumerable.Range(from, to - from).Count(there.Contains),
                minutes.Within(Start.AddMinutes(from), Start.AddMinutes(to)));
        }
    }

    [Fact]
    public void Strip_shows_what_share_of_each_stretch_is_there()
    {
        // The second stretch has half of its minutes, the third none, the fifth is after the last.
        var minutes = Of([.. Enumerable.Range(0, 10), .. Enumerable.Range(10, 5), .. Enumerable.Range(30, 10)]);

        var strip = new HeatStrip(Start, Start.AddMinutes(50), width: 5, hasColors: false);

        Assert.Equal("#5.# ", strip.Of(minutes, minutes.First, minutes.Last.AddMinutes(1)));
        Assert.Equal("#5.#.", strip.Of(minutes, Start, Start.AddMinutes(50)));
        Assert.Equal(
            "[green]█[/][yellow]▅[/][red]·[/][green]█[/] ",
            new HeatStrip(Start, Start.AddMinutes(50), 5, hasColors: true).Of(minutes, minutes.First, minutes.Last.AddMinutes(1)));
    }

    [Fact]
    public void Strip_of_few_minutes_has_a_character_for_each() =>
        Assert.Equal("#.#", new HeatStrip(Start, Start.AddMinutes(3), width: 60, hasColors: false).Of(Of(0, 2), Start, Start.AddMinutes(3)));

    private static IEnumerable<(int First, int Last)> Minutes(IEnumerable<MinuteRun> runs) =>
        runs.Select(run => ((int)(run.First - Start).TotalMinutes, (int)(run.Last - Start).TotalMinutes));

    private static SymbolMinutes Of(params IReadOnlyList<int> minutes)
    {
        var all = new SymbolMinutes();
        foreach (var minute in minutes)
        {
            all.Add(Start.AddMinutes(minute));
        }

        return all;
    }
}
