using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// An exception as Lambda reports it to callers: <c>errorType</c>, <c>errorMessage</c>, <c>stackTrace</c> (one string
/// a frame), the inner exception as <c>cause</c>, those of an aggregate as <c>causes</c>.
/// </summary>
internal static class ErrorDocument
{
    // A document for people too: no escapes where JSON needs none.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Exception exception)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            Write(json, exception);
        }

        return output.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        if (exception.StackTrace is { Length: > 0 } stackTrace)
        {
            json.WriteStartArray("stackTrace");
            foreach (var line in stackTrace.Split('\n'))
            {
                json.WriteStringValue(line.AsSpan().Trim());
            }

            json.WriteEndArray();
        }

        if (exception.InnerException is { } cause)
        {
            json.WritePropertyName("cause");
            Write(json, cause);
        }

        if (exception is AggregateException aggregate)
        {
            json.WriteStartArray("causes");
            foreach (var each in aggregate.InnerExceptions)
            {
                Write(json, each);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
