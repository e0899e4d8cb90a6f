using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServerlessPipeline.Fetcher;

/// <summary>
/// One JSON object a line: <c>timestamp</c>, <c>level</c>, <c>message</c> and the named fields. These few lines instead
/// of Microsoft.Extensions.Logging: the fetcher needs none of its sinks, filters and scopes, nor its packages.
/// </summary>
internal sealed class JsonLog(Stream output, TimeProvider time)
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _lock = new();

    public void Info(string message, params ReadOnlySpan<(string Name, object? Value)> fields) =>
        Write("info", message, fields);

    public void Warning(string message, params ReadOnlySpan<(string Name, object? Value)> fields) =>
        Write("warning", message, fields);

    public void Error(string message, params ReadOnlySpan<(string Name, object? Value)> fields) =>
        Write("error", message, fields);

    private void Write(string level, string message, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var line = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Iso.Milliseconds(time.GetUtcNow()));
            json.WriteString("level", level);
            json.WriteString("message", message);
            foreach (var (name, value) in fields)
            {
                WriteField(json, name, value);
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case int number:
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset moment:
                json.WriteString(name, Iso.Milliseconds(moment));
                break;
            default:
                json.WriteString(name, value?.ToString());
                break;
        }
    }
}
