using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ServerlessPipeline.EndToEnd;
using ServerlessPipeline.Fetcher.Health;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>The bill in <c>docs/deploy.md</c>, computed anew from its own words.</summary>
[Collection(nameof(Synthesis))]
public partial class BillTests(ProductionStack stack)
{
    private static readonly IReadOnlyList<(string What, string HowMuch, decimal Dollars)> Rows =
    [
        .. File.ReadLines(Path.Combine(Checkout.Root, "docs", "deploy.md"))
            .SkipWhile(line => !line.StartsWith("| what | how much |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[0], cells[1], decimal.Parse(cells[2].Trim('*'), CultureInfo.InvariantCulture))),
    ];

    [Fact]
    public void Every_row_is_what_its_arithmetic_says()
    {
        Assert.True(Rows.Count > 15, $"{Rows.Count} rows are found.");
        Assert.All(
            Rows.Where(row => row.What != "**in all**"),
            row => Assert.Equal(row.Dollars, Math.Round(Evaluate(row.HowMuch), 2, MidpointRounding.AwayFromZero)));
    }

    [Fact]
    public void The_sum_is_that_of_the_rows_above_it()
    {
        var above = Rows.TakeWhile(row => row.What != "**in all**").ToList();

        Assert.True(above.Count < Rows.Count);
        Assert.Equal(Rows[above.Count].Dollars, above.Sum(row => row.Dollars));
    }

    [Fact]
    public void What_is_counted_is_what_the_template_has()
    {
        var metrics = typeof(FetcherMetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Length - 2;
        var symbols = ((object[])Context.OfCdkJson()["symbols"]).Length;

        Assert.StartsWith($"{stack.Resources("AWS::CloudWatch::Alarm").Count} × ", HowMuch("alarms"), StringComparison.Ordinal);
        // All constants but the namespace and the dimension.
        Assert.StartsWith($"{metrics} × ", HowMuch("the fetcher's metrics"), StringComparison.Ordinal);
        Assert.Contains($" × {symbols} rows × ", HowMuch("every row let through: DynamoDB"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("730 h × 0.0104", "7.592")]
    [InlineData("43,800 writes × 3 units × 0.625/million", "0.082125")]
    [InlineData("1,000 × 2/1,000 + 4", "6")]
    public void Arithmetic_is_read(string text, string value) => Assert.Equal(Number(value), Evaluate(text));

    [Theory]
    [InlineData("some")]
    [InlineData("3 a 4")]
    [InlineData("3 /hour")]
    public void Words_without_a_number_are_no_arithmetic(string text) => Assert.Throws<FormatException>(() => Evaluate(text));

    private static string HowMuch(string what) => Assert.Single(Rows, row => row.What == what).HowMuch;

    /// <summary>A sum of products; a factor is a number and words that do not count, and maybe what the number is for: <c>0.625/million</c>.</summary>
    private static decimal Evaluate(string text) =>
        text.Split(" + ").Sum(product => product.Split(" × ").Aggregate(1m, (value, factor) => value * FactorOf(factor)));

    private static decimal FactorOf(string text) => Factor().Match(text) is { Success: true } match
        ? Number(match.Groups["number"].Value) / match.Groups["per"].Value switch
        {
            "" => 1,
            "million" => 1_000_000,
            var per => Number(per),
        }
        : throw new FormatException($"'{text}' is no number.");

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<number>[0-9][0-9,]*(\.[0-9]+)?)(/(?<per>million|[0-9,]+))?( [^0-9/]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Factor();
}
