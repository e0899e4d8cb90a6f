using System.Globalization;

namespace ServerlessPipeline.Bench.Money;

/// <summary>The part of <c>docs/cost.md</c> that is measured: all between its two markers.</summary>
internal static class CostPage
{
    private const string Begin = "<!-- Written by bench/run from here -->";
    private const string End = "<!-- to here -->";

    private static string Path => System.IO.Path.Combine(Checkout.Root, "docs", "cost.md");

    /// <param name="measured">In Markdown.</param>
    public static async Task<string> TextAsync(string measured)
    {
        var page = await File.ReadAllTextAsync(Path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        return $"{page[..(begin + Begin.Length)]}\n{PriceTable()}\n{measured}{page[end..]}";
    }

    private static string PriceTable()
    {
        var rows = Prices.All.Select(price => string.Create(
            CultureInfo.InvariantCulture,
            $"| {price.Service} | {price.Charged} | {price.Dollars} for {(price.Units == 1 ? "one" : price.Units.ToString("N0", CultureInfo.InvariantCulture))} | {price.Source} |"));
        return $"""
            ## Prices
            In dollars, us-east-1, as listed in {Prices.Date}, without free tiers.

            | service | charged for | price | source |
            | --- | --- | ---: | --- |
            {string.Join('\n', rows)}

            """;
    }
}
