using System.Text.Json.Serialization;
using Amazon.Lambda.S3Events;

namespace ServerlessPipeline.FanOut;

/// <summary>What became of each file of the event. S3 ignores it; a person who invokes the function reads it.</summary>
internal sealed record FanOutAnswer([property: JsonPropertyName("files")] IReadOnlyList<FileAnswer> Files);

/// <summary>What became of one file.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Outcome">
/// <c>claimed</c>; <c>declined</c> where all slots were taken, and for the fetcher's repair file where there is a file limit;
/// <c>repaired</c> or <c>backfilled</c> for a repair file that was sent.
/// </param>
/// <param name="RowsSent">Rows sent on as candles.</param>
/// <param name="RowsRejected">Rows sent to the dead letters.</param>
internal sealed record FileAnswer(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("rows_sent")] int RowsSent,
    [property: JsonPropertyName("rows_rejected")] int RowsRejected);

[JsonSerializable(typeof(S3Event))]
[JsonSerializable(typeof(FanOutAnswer))]
internal sealed partial class FanOutJson : JsonSerializerContext;
