using System.CommandLine;
using ServerlessPipeline.Cli.Audit;
using ServerlessPipeline.Cli.Backfill;
using ServerlessPipeline.Cli.Chart;
using ServerlessPipeline.Cli.Query;
using ServerlessPipeline.Cli.Up;

namespace ServerlessPipeline.Cli.Tests;

public sealed class OptionValuesTests
{
    private static readonly Func<Command>[] Commands =
        [AuditCommand.Create, BackfillCommand.Create, ChartCommand.Create, QueryCommand.Create, UpCommand.Create];

    [Theory]
    [InlineData("2026-02-02", "2026-02-02T00:00:00Z")]
    [InlineData("2026-02-02T13:40:00Z", "2026-02-02T13:40:00Z")]
    public void The_two_forms_that_the_help_names_are_taken(string text, string expected)
    {
        Assert.True(OptionValues.TryParseMinute(text, out var time));

        Assert.Equal(DateTimeOffset.Parse(expected), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    // Some are read in one country as a day and in another as another day; some mean today.
    [Theory]
    [InlineData("03.02.2026")]
    [InlineData("02/03/2026")]
    [InlineData("Feb 2026")]
    [InlineData("00:00")]
    [InlineData("2026-02")]
    [InlineData("2026-2-2")]
    [InlineData("2026-02-30")]
    [InlineData("2026-02-02 13:40")]
    [InlineData("2026-02-02T13:40:00")]
    [InlineData("2026-02-02T13:40:30Z")]
    [InlineData("2026-02-02T13:40:00+01:00")]
    [InlineData(" 2026-02-02")]
    [InlineData("")]
    public void No_other_form_of_a_time_is_taken_by_any_command(string text)
    {
        foreach (var command in Commands.Select(create => create()))
        {
            string[] symbol = command.Arguments.Count > 0 ? ["BTCUSDT"] : [];
            string[] arguments = [.. symbol, "--from", text];

            var errors = command.Parse(arguments).Errors.Select(error => error.Message);

            Assert.Contains($"--from: '{text}' is not a whole minute such as 2026-02-02T13:40:00Z, or a date such as 2026-02-02.", errors);
        }
    }
}
