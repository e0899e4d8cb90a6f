using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>What is looked for: a file by its key, or an item by its symbol and minute.</summary>
/// <param name="File">An object key; null for an item.</param>
/// <param name="Symbol">Of an item.</param>
/// <param name="OpenTime">Of an item, a whole minute.</param>
internal sealed record TraceSubject(string? File, Symbol Symbol, DateTimeOffset OpenTime)
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public string Name => File ?? $"{Symbol} {ProcessedData.SortKey(OpenTime)}";

    /// <param name="words"><c>KEY</c>, <c>SYMBOL MINUTE</c> or <c>SYMBOL@MINUTE</c>; a minute may be two words.</param>
    /// <returns>Null where it is none of these.</returns>
    public static TraceSubject? Parse(IReadOnlyList<string> words)
    {
        var text = string.Join(' ', words);
        // No symbol has a slash, and no minute has to be written with one.
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return new TraceSubject(text, default, default);
        }

        var end = text.IndexOfAny(['@', ' ']);
        return end > 0
            && Symbol.TryParse(text[..end], out var symbol)
            && DateTimeOffset.TryParse(text[(end + 1)..], CultureInfo.InvariantCulture, Utc, out var time)
            && time.Ticks % TimeSpan.TicksPerMinute == 0
            ? new TraceSubject(File: null, symbol, time)
            : null;
    }
}
