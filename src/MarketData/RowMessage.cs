using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// One row of a minute file on its way to the table, as a flat JSON object:
/// <c>{"schema":1,"source_key":"data_1_min/dt=2026-02-02/1340.tsv","source_version":null,"source_row":1,
/// "fetched_at":"2026-02-02T13:41:00.512Z","symbol":"BTCUSDT","open_time":1770039600000,"open":"0.1005",…}</c>.
/// The candle's fields are named as the file's columns; times and the trade count are numbers, decimals are strings
/// with the venue's digits.
/// </summary>
/// <param name="Candle">What the row says.</param>
/// <param name="SourceKey">The file's object key, of 1 to 1024 bytes.</param>
/// <param name="SourceVersion">The object's version id, null in a bucket without versions.</param>
/// <param name="SourceRow">The data row in the file, counted from 1.</param>
/// <param name="FetchedAt">When the file was fetched; kept to the millisecond.</param>
public sealed record RowMessage(
    Candle Candle, string SourceKey, string? SourceVersion, int SourceRow, DateTimeOffset FetchedAt)
{
    // S3's own limit; it also keeps the item far below what the table takes.
    private const int MaxKeyBytes = 1024;

    private static readonly string[] FieldNames =
    [
        MessageFields.SourceKey, MessageFields.SourceVersion, MessageFields.SourceRow, MessageFields.FetchedAt,
        .. MinuteFile.Columns,
    ];

    /// <summary>The message in ASCII.</summary>
    public string ToJson() => FlatJson.Format(json =>
    {
        json.WriteString(MessageFields.SourceKey, SourceKey);
        json.WriteString(MessageFields.SourceVersion, SourceVersion);
        json.WriteNumber(MessageFields.SourceRow, SourceRow);
        json.WriteString(MessageFields.FetchedAt, UtcText.Milliseconds(FetchedAt));
        json.WriteString(CandleColumns.Symbol, Candle.Symbol.ToString());
        json.WriteNumber(CandleColumns.OpenTime, Candle.OpenTime.ToUnixTimeMilliseconds());
        json.WriteString(CandleColumns.Open, Text(Candle.Open));
        json.WriteString(CandleColumns.High, Text(Candle.High));
        json.WriteString(CandleColumns.Low, Text(Candle.Low));
        json.WriteString(CandleColumns.Close, Text(Candle.Close));
        json.WriteString(CandleColumns.BaseVolume, Text(Candle.BaseVolume));
        json.WriteNumber(CandleColumns.CloseTime, Candle.CloseTime.ToUnixTimeMilliseconds());
        json.WriteString(CandleColumns.QuoteVolume, Text(Candle.QuoteVolume));
        json.WriteNumber(CandleColumns.TradeCount, Candle.TradeCount);
        json.WriteString(CandleColumns.TakerBuyBaseVolume, Text(Candle.TakerBuyBaseVolume));
        json.WriteString(CandleColumns.TakerBuyQuoteVolume, Text(Candle.TakerBuyQuoteVolume));
    });

    public static bool TryParse(
        string? json, [NotNullWhen(true)] out RowMessage? message, [NotNullWhen(false)] out string? reason) =>
        TryParse(Encoding.UTF8.GetBytes(json ?? ""), out message, out reason);

    /// <summary>
    /// Takes what <see cref="ToJson"/> gives and no more: schema 1, each field exactly once, decimals in the minute
    /// file's spelling, a candle that <see cref="CandleRules"/> allow. Never throws; <paramref name="reason"/> names
    /// the field and its value, printable and of bounded length.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out RowMessage? message,
        [NotNullWhen(false)] out string? reason)
    {
        var fields = FlatJson.Parse(json, FieldNames);
        var parsed = new RowMessage(
            new Candle
            {
                Symbol = fields.Symbol(CandleColumns.Symbol),
                OpenTime = fields.EpochTime(CandleColumns.OpenTime),
                Open = fields.Decimal(CandleColumns.Open),
                High = fields.Decimal(CandleColumns.High),
                Low = fields.Decimal(CandleColumns.Low),
                Close = fields.Decimal(CandleColumns.Close),
                BaseVolume = fields.Decimal(CandleColumns.BaseVolume),
                CloseTime = fields.EpochTime(CandleColumns.CloseTime),
                QuoteVolume = fields.Decimal(CandleColumns.QuoteVolume),
                TradeCount = fields.Integer(CandleColumns.TradeCount),
                TakerBuyBaseVolume = fields.Decimal(CandleColumns.TakerBuyBaseVolume),
                TakerBuyQuoteVolume = fields.Decimal(CandleColumns.TakerBuyQuoteVolume),
            },
            fields.Text(MessageFields.SourceKey),
            fields.TextOrNull(MessageFields.SourceVersion),
            fields.Ordinal(MessageFields.SourceRow),
            fields.Time(MessageFields.FetchedAt));

        reason = fields.Fault ?? CheckKey(parsed.SourceKey) ?? CandleRules.Check(parsed.Candle)?.Message;
        message = reason is null ? parsed : null;
        return message is not null;
    }

    private static string? CheckKey(string key) => Encoding.UTF8.GetByteCount(key) is >= 1 and <= MaxKeyBytes
        ? null
        : $"field {MessageFields.SourceKey}: '{Excerpt.Of(key)}' is not an object key of 1 to {MaxKeyBytes} bytes";

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
