using ServerlessPipeline.MarketData.Binance;

namespace ServerlessPipeline.MarketData.Tests.Binance;

public sealed class WeightBudgetTests
{
    private static readonly DateTimeOffset Minute = new(2026, 2, 2, 13, 40, 0, TimeSpan.Zero);

    [Fact]
    public void The_limit_is_reached_but_never_passed()
    {
        var budget = new WeightBudget(5);

        Assert.True(budget.TryTake(3, Minute));
        Assert.False(budget.TryTake(3, Minute));
        Assert.True(budget.TryTake(2, Minute));
        Assert.Equal(5, budget.Used(Minute));
    }

    [Fact]
    public void What_is_reserved_is_left()
    {
        var budget = new WeightBudget(10, reserved: 6);

        Assert.True(budget.TryTakeSpare(4, Minute));
        Assert.False(budget.TryTakeSpare(1, Minute));
        Assert.True(budget.TryTake(6, Minute));
    }

    [Fact]
    public void What_was_reserved_and_has_been_used_is_not_reserved_twice()
    {
        var budget = new WeightBudget(10, reserved: 6);
        budget.TryTake(6, Minute);

        Assert.True(budget.TryTakeSpare(4, Minute));
        Assert.False(budget.TryTakeSpare(1, Minute));
    }

    [Fact]
    public void A_new_minute_is_a_new_budget_and_a_clock_that_steps_back_is_not()
    {
        var budget = new WeightBudget(2);
        budget.TryTake(2, Minute.AddSeconds(59));

        var next = budget.TryTake(2, Minute.AddSeconds(60));
        var back = budget.TryTake(1, Minute.AddSeconds(59));

        Assert.True(next);
        Assert.False(back);
    }

    [Fact]
    public void What_others_use_from_the_same_address_counts()
    {
        var budget = new WeightBudget(6000);
        budget.TryTake(2, Minute);

        budget.Announce(5999, Minute);

        Assert.False(budget.TryTake(2, Minute));
        budget.Announce(3, Minute);
        Assert.Equal(5999, budget.Used(Minute));
    }

    [Fact]
    public async Task Many_callers_at_once_get_no_more_than_there_is()
    {
        var budget = new WeightBudget(1000);

        var taken = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Task.Run(
            () => budget.TryTake(2, Minute), TestContext.Current.CancellationToken)));

        Assert.Equal(500, taken.Count(each => each));
    }
}
