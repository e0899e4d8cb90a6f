using System.Text;
using System.Text.Json;

namespace ServerlessPipeline.LocalCloud.Lambda;

internal static class InvocationRecords
{
    /// <summary>
    /// What a failure destination gets, version 1.0. Source: "Capturing records of Lambda asynchronous invocations" in
    /// Lambda's developer guide.
    /// </summary>
    public static byte[] Of(AsyncEvent value, string functionArn, DateTimeOffset now)
    {
        var hasRun = value.Attempts > 0;
        var record = new InvocationRecord(
            "1.0",
            now,
            new InvocationRecordRequest(value.RequestId, $"{functionArn}:$LATEST", value.Condition!, value.Attempts),
            Json(value.Payload),
            hasRun ? new InvocationRecordResponse(200, "$LATEST", value.FunctionError) : null,
            hasRun && value.Response is { } response ? Json(response) : null);
        return JsonSerializer.SerializeToUtf8Bytes(record, LambdaJson.Default.InvocationRecord);
    }

    /// <summary>As it is, or as a string where a process answered with something that is not JSON.</summary>
    private static JsonElement Json(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonElement.Parse(payload.Span);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(payload.Span), LambdaJson.Default.String);
        }
    }
}
