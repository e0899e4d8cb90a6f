using System.Net;
using System.Text.Json;
using Amazon.SQS.Model;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>
/// Reads what is in the queue of the failed objects: the record that Lambda sends to a failure destination, version 1.0, with
/// FanOut's event (<c>requestPayload</c>) and error (<c>responsePayload</c>) in it.
/// </summary>
internal static class ObjectLetters
{
    public static DeadLetter Read(Message message)
    {
        var letter = new DeadLetter
        {
            Id = message.MessageId,
            Queue = QueueNames.Objects,
            Kind = DeadLetterKind.File,
            SentAt = RowLetters.SentAt(message),
            Message = message,
        };
        try
        {
            using var record = JsonDocument.Parse(message.Body);
            return Read(letter, record.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return letter with { Text = message.Body, Reason = "This is no record of a failed invocation, and cannot be sent again." };
        }
    }

    private static DeadLetter Read(DeadLetter letter, JsonElement record)
    {
        var request = record.GetProperty("requestContext");
        var s3Event = record.GetProperty("requestPayload");
        var objects = s3Event.GetProperty("Records").EnumerateArray().Select(one => one.GetProperty("s3").GetProperty("object")).ToList();
        return letter with
        {
            Files = [.. objects.Select(one => WebUtility.UrlDecode(one.GetProperty("key").GetString()!))],
            Version = objects is [var only] && only.TryGetProperty("versionId", out var version) ? version.GetString() : null,
            Reason = Error(record) ?? Condition(request.GetProperty("condition").GetString()),
            FailedAt = record.GetProperty("timestamp").GetDateTimeOffset(),
            Tries = request.GetProperty("approximateInvokeCount").GetInt32(),
            Event = s3Event.GetRawText(),
        };
    }

    private static string? Error(JsonElement record) =>
        record.TryGetProperty("responsePayload", out var response)
        && response.ValueKind == JsonValueKind.Object
        && response.TryGetProperty("errorMessage", out var error)
            ? error.GetString()
            : null;

    private static string? Condition(string? condition) =>
        condition == "EventAgeExceeded" ? "Lambda did not get to run FanOut within six hours" : condition;
}
