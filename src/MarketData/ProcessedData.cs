using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>The table of queryable records: one item per symbol and minute.</summary>
public static class ProcessedData
{
    public const string TableName = "ProcessedData";

    /// <summary>The partition key, a string.</summary>
    public const string Symbol = CandleColumns.Symbol;

    /// <summary>The sort key, a string; see <see cref="SortKey"/>.</summary>
    public const string OpenTime = CandleColumns.OpenTime;
    public const string Open = CandleColumns.Open;
    public const string High = CandleColumns.High;
    public const string Low = CandleColumns.Low;
    public const string Close = CandleColumns.Close;
    public const string BaseVolume = CandleColumns.BaseVolume;
    public const string CloseTime = CandleColumns.CloseTime;
    public const string QuoteVolume = CandleColumns.QuoteVolume;
    public const string TradeCount = CandleColumns.TradeCount;
    public const string TakerBuyBaseVolume = CandleColumns.TakerBuyBaseVolume;
    public const string TakerBuyQuoteVolume = CandleColumns.TakerBuyQuoteVolume;
    public const string SourceKey = MessageFields.SourceKey;
    public const string SourceRow = MessageFields.SourceRow;
    public const string FetchedAt = MessageFields.FetchedAt;
    public const string WrittenAt = "written_at";

    /// <summary>When the file came into the bucket: of two versions of a row the one that came later stays.</summary>
    public const string UploadedAt = "uploaded_at";

    /// <summary>The optional TTL attribute, in epoch seconds.</summary>
    public const string ExpiresAt = "expires_at";

    /// <summary>The <see cref="OpenTime"/> attribute's text, such as <c>2026-02-02T13:40:00Z</c>.</summary>
    public static string SortKey(DateTimeOffset openTime) => UtcText.Seconds(openTime);

    /// <summary>The reverse of <see cref="SortKey"/>, which takes no other spelling.</summary>
    public static bool TryParseSortKey(string text, out DateTimeOffset openTime) => UtcText.TryParseSeconds(text, out openTime);

    /// <summary>
    /// The item of a row, every attribute but <see cref="ExpiresAt"/>. Two deliveries of one message differ in
    /// <see cref="WrittenAt"/> alone.
    /// </summary>
    /// <param name="uploadedAt">Null where it is not known; then the item does not say it.</param>
    public static IEnumerable<ItemAttribute> Attributes(RowMessage message, DateTimeOffset writtenAt, DateTimeOffset? uploadedAt = null)
    {
        ArgumentNullException.ThrowIfNull(message);

        var candle = message.Candle;
        return
        [
            Text(Symbol, candle.Symbol.ToString()),
            Text(OpenTime, SortKey(candle.OpenTime)),
            Number(Open, candle.Open),
            Number(High, candle.High),
            Number(Low, candle.Low),
            Number(Close, candle.Close),
            Number(BaseVolume, candle.BaseVolume),
            Text(CloseTime, UtcText.Milliseconds(candle.CloseTime)),
            Number(QuoteVolume, candle.QuoteVolume),
            Number(TradeCount, candle.TradeCount),
            Number(TakerBuyBaseVolume, candle.TakerBuyBaseVolume),
            Number(TakerBuyQuoteVolume, candle.TakerBuyQuoteVolume),
            Text(SourceKey, message.SourceKey),
            Number(SourceRow, message.SourceRow),
            Text(FetchedAt, UtcText.Milliseconds(message.FetchedAt)),
            Text(WrittenAt, UtcText.Milliseconds(writtenAt)),
            .. uploadedAt is { } uploaded ? [Text(UploadedAt, UtcText.Milliseconds(uploaded))] : Array.Empty<ItemAttribute>(),
        ];
    }

    private static ItemAttribute Text(string name, string value) => new(name, ItemAttributeType.S, value);

    private static ItemAttribute Number(string name, decimal value) =>
        new(name, ItemAttributeType.N, value.ToString(CultureInfo.InvariantCulture));
}
