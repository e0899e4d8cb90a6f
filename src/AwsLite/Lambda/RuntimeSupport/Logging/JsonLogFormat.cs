using System.Buffers;
using System.Collections;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A record as one JSON object, which CloudWatch takes apart by itself.</summary>
internal static class JsonLogFormat
{
    public static void Write(LogRecord record, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("timestamp", record.Time.UtcDateTime.ToString(FieldText.TimeFormat));
        json.WriteString("level", record.Level.ToString());
        WriteIfPresent(json, "requestId", record.Invocation?.RequestId);
        WriteIfPresent(json, "traceId", record.Invocation?.TraceId);
        json.WriteString("message", record.Message);
        foreach (var field in record.Fields)
        {
            WriteField(json, field);
        }

        if (record.Exception is { } exception)
        {
            WriteException(json, exception);
        }

        json.WriteEndObject();
    }

    private static void WriteIfPresent(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteField(Utf8JsonWriter json, LogField field)
    {
        json.WritePropertyName(field.Name);
        if (field.Value is not IList list)
        {
            WriteValue(json, field);
            return;
        }

        json.WriteStartArray();
        foreach (var item in list)
        {
            if (item is null)
            {
                json.WriteNullValue();
            }
            else
            {
                WriteValue(json, field with { Value = item });
            }
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, LogField field)
    {
        switch (field.Format is null ? field.Value : null)
        {
            case bool value:
                json.WriteBooleanValue(value);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(field.Value));
                break;
            case ulong value:
                json.WriteNumberValue(value);
                break;
            case decimal value:
                json.WriteNumberValue(value);
                break;
            case float value when float.IsFinite(value):
                json.WriteNumberValue(value);
                break;
            case double value when double.IsFinite(value):
                json.WriteNumberValue(value);
                break;
            default:
                json.WriteStringValue(FieldText.Of(field));
                break;
        }
    }

    private static void WriteException(Utf8JsonWriter json, Exception exception)
    {
        json.WriteString("errorType", exception.GetType().FullName);
        json.WriteString("errorMessage", exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in exception.ToString().Split('\n'))
        {
            json.WriteStringValue(line.AsSpan().Trim());
        }

        json.WriteEndArray();
    }
}
