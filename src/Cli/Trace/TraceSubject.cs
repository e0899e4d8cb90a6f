using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>What is looked for: a file by its key, or an item by its symbol and minute.</summary>
/// <param name="File">An object key; null for an item.</param>
/// <param name="Symbol">Of an item.</param>
/// <param name="OpenTime">Of an item, a whole minute.</param>
internal sealed record TraceSubject(string? File, Symbol Symbol, DateTimeOffset OpenTime)
{
    public string Name => File ?? $"{Symbol} {ProcessedData.SortKey(OpenTime)}";

    /// <param name="words"><c>KEY</c>, <c>SYMBOL MINUTE</c> or <c>SYMBOL@MINUTE</c>.</param>
    /// <returns>Null where it is none of these.</returns>
    public static TraceSubject? Parse(IReadOnlyList<string> words)
    {
        var text = string.Join(' ', words);
        // No symbol and no minute has a slash.
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return new TraceSubject(text, default, default);
        }

        var end = text.IndexOfAny(['@', ' ']);
        return end > 0
            && Symbol.TryParse(text[..end], out var symbol)
            && OptionValues.TryParseMinute(text[(end + 1)..], out var time)
            ? new TraceSubject(File: null, symbol, time)
            : null;
    }
}
