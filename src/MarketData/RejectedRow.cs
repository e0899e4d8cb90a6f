using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// A line of a minute file that is not a candle, as it is sent to the dead-letter queue: a flat JSON object with the
/// fields <c>schema</c> (1), <c>source_key</c>, <c>source_version</c>, <c>source_row</c>, <c>fetched_at</c>,
/// <c>line</c>, <c>text</c> and <c>reason</c>.
/// </summary>
/// <param name="SourceKey">The file's object key.</param>
/// <param name="SourceVersion">The object's version id, null in a bucket without versions.</param>
/// <param name="SourceRow">The data row in the file, counted from 1.</param>
/// <param name="FetchedAt">When the file was fetched; kept to the millisecond.</param>
/// <param name="Line">The line in the file, counted from 1, the header.</param>
/// <param name="Text">The line as found, without its LF.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RejectedRow(
    string SourceKey,
    string? SourceVersion,
    int SourceRow,
    DateTimeOffset FetchedAt,
    int Line,
    string Text,
    string Reason)
{
    private static readonly string[] FieldNames =
    [
        MessageFields.SourceKey, MessageFields.SourceVersion, MessageFields.SourceRow, MessageFields.FetchedAt,
        MessageFields.Line, MessageFields.Text, MessageFields.Reason,
    ];

    public static RejectedRow For(
        RowRejection rejection, string sourceKey, string? sourceVersion, DateTimeOffset fetchedAt)
    {
        ArgumentNullException.ThrowIfNull(rejection);

        return new(
            sourceKey, sourceVersion, rejection.Line - 1, fetchedAt, rejection.Line, rejection.Text, rejection.Message);
    }

    /// <summary>The message in ASCII.</summary>
    public string ToJson() => FlatJson.Format(json =>
    {
        json.WriteString(MessageFields.SourceKey, SourceKey);
        json.WriteString(MessageFields.SourceVersion, SourceVersion);
        json.WriteNumber(MessageFields.SourceRow, SourceRow);
        json.WriteString(MessageFields.FetchedAt, UtcText.Milliseconds(FetchedAt));
        json.WriteNumber(MessageFields.Line, Line);
        json.WriteString(MessageFields.Text, Text);
        json.WriteString(MessageFields.Reason, Reason);
    });

    public static bool TryParse(
        string? json, [NotNullWhen(true)] out RejectedRow? row, [NotNullWhen(false)] out string? reason) =>
        TryParse(Encoding.UTF8.GetBytes(json ?? ""), out row, out reason);

    /// <summary>Takes what <see cref="ToJson"/> gives and no more, as strictly as <see cref="RowMessage"/>.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out RejectedRow? row,
        [NotNullWhen(false)] out string? reason)
    {
        var fields = FlatJson.Parse(json, FieldNames);
        var parsed = new RejectedRow(
            fields.Text(MessageFields.SourceKey),
            fields.TextOrNull(MessageFields.SourceVersion),
            fields.Ordinal(MessageFields.SourceRow),
            fields.Time(MessageFields.FetchedAt),
            fields.Ordinal(MessageFields.Line),
            fields.Text(MessageFields.Text),
            fields.Text(MessageFields.Reason));

        reason = fields.Fault;
        row = reason is null ? parsed : null;
        return row is not null;
    }
}
