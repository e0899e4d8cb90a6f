using Spectre.Console;

namespace ServerlessPipeline.Cli.Candles;

/// <summary>Says why a range is empty: the symbol is not one of ours, or its candles are of another time.</summary>
internal static class NothingFound
{
    public static async Task TellAsync(Target target, CandlePages pages, CandleRange range, CancellationToken cancellationToken) =>
        Terminal.Errors().MarkupLineInterpolated($"[red]{await SentenceAsync(target, pages, range, cancellationToken)}[/]");

    private static async Task<string> SentenceAsync(
        Target target, CandlePages pages, CandleRange range, CancellationToken cancellationToken)
    {
        var always = range with { From = null, To = null };
        if (await pages.EndAsync(always, newest: false, cancellationToken) is { } first)
        {
            var last = await pages.EndAsync(always, newest: true, cancellationToken);
            return $"The table has nothing of {range}: its candles are of {first} to {last}.";
        }

        var configured = target.Outputs["Symbols"].Split(',');
        return configured.Contains(range.Symbol.ToString())
            ? $"The table has nothing of {range.Symbol} yet."
            : $"The table has nothing of {range.Symbol}, which is not configured: {Sentence(configured)} are.";
    }

    private static string Sentence(string[] symbols) =>
        symbols.Length > 1 ? $"{string.Join(", ", symbols[..^1])} and {symbols[^1]}" : string.Concat(symbols);
}
