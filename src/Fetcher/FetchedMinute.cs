using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Fetcher;

/// <summary>The closed candles of one minute.</summary>
/// <param name="Minute">Their open time.</param>
/// <param name="Candles">In the configured order.</param>
/// <param name="Missing">Configured symbols that have none.</param>
/// <param name="FetchedAt">When the last candle came, by the exchange's clock.</param>
internal sealed record FetchedMinute(
    DateTimeOffset Minute, IReadOnlyList<Candle> Candles, IReadOnlyList<Symbol> Missing, DateTimeOffset FetchedAt)
{
    // S3 takes 2 KB of metadata in all.
    private const int MaxMissingLength = 1500;

    /// <summary>Whether a symbol is missing only because the exchange did not answer.</summary>
    public bool Unanswered { get; init; }

    public string Key => MinuteFileKey.For(Minute);

    /// <summary>The S3 object's metadata; names and values are ASCII.</summary>
    public Dictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string> { [MinuteFileMetadata.FetchedAt] = Iso.Milliseconds(FetchedAt) };
        if (Missing.Count > 0)
        {
            metadata[MinuteFileMetadata.MissingSymbols] = MissingText();
        }

        return metadata;
    }

    private string MissingText()
    {
        var text = string.Join(',', Missing.Select(symbol => Uri.EscapeDataString(symbol.ToString())));
        return text.Length <= MaxMissingLength ? text : text[..text.LastIndexOf(',', MaxMissingLength)] + ",...";
    }
}
