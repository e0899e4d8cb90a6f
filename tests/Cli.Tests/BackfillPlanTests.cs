using System.Globalization;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Tests;

public class BackfillPlanTests
{
    private static readonly Symbol Btc = Symbol.Parse("BTCUSDT");
    private static readonly Symbol Eth = Symbol.Parse("ETHUSDT");

    [Fact]
    public void A_plan_is_months_of_symbols_of_days_cut_at_its_ends()
    {
        var plan = new BackfillPlan([Btc, Eth], Time("2026-01-31T22:30Z"), Time("2026-02-02T00:01Z"));

        var days = plan.Months().Select(month => month.Select(day => $"{day.Symbol} {day.First:MM-dd HHmm}-{day.Last:HHmm}"));

        Assert.Equal(
            [
                ["BTCUSDT 01-31 2230-2359", "ETHUSDT 01-31 2230-2359"],
                ["BTCUSDT 02-01 0000-2359", "BTCUSDT 02-02 0000-0000", "ETHUSDT 02-01 0000-2359", "ETHUSDT 02-02 0000-0000"],
            ],
            days);
    }

    [Theory]
    [InlineData("2026-02-02T00:00Z", "2026-02-03T00:00Z", 1)]
    [InlineData("2026-02-02T00:00Z", "2026-02-03T00:01Z", 2)]
    [InlineData("2026-02-02T23:59Z", "2026-02-03T00:00Z", 1)]
    [InlineData("2024-01-01T00:00Z", "2025-01-01T00:00Z", 366)]
    public void Days_are_counted_as_they_are_planned(string from, string to, int days)
    {
        var plan = new BackfillPlan([Btc, Eth], Time(from), Time(to));

        Assert.Equal(2 * days, plan.Days);
        Assert.Equal(plan.Days, plan.Months().Sum(month => month.Count));
        Assert.Equal((Time(to) - Time(from)).TotalMinutes * 2, plan.Months().Sum(month => month.Sum(day => day.Minutes)));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
