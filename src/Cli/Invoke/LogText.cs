using System.Globalization;
using System.Text.Json;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>A line of a function's JSON log as a person reads it: time, level, message, and an error with its stack.</summary>
internal static class LogText
{
    /// <summary>What is no such line, such as one without its beginning, stays as it is.</summary>
    public static string Readable(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Readable(json.RootElement) ?? line : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }

    private static string? Readable(JsonElement line)
    {
        if (Text(line, "message") is { } message)
        {
            var error = Text(line, "errorType") is { } type ? $"{Environment.NewLine}  {type}: {Text(line, "errorMessage")}" : "";
            return $"{Time(line, "timestamp")} {Text(line, "level")?.ToLowerInvariant(),-11} {Words.Printable(message)}{error}{Stack(line)}";
        }

        // The platform's own lines.
        return Text(line, "type") is { } kind && line.TryGetProperty("record", out var record) && record.ValueKind == JsonValueKind.Object
            ? $"{Time(line, "time")} {"platform",-11} {kind[(kind.IndexOf('.', StringComparison.Ordinal) + 1)..]}, request {Text(record, "requestId")}{Metrics(record)}"
            : null;
    }

    private static string Stack(JsonElement line) => line.TryGetProperty("stackTrace", out var stack) && stack.ValueKind == JsonValueKind.Array
        ? string.Concat(stack.EnumerateArray().Skip(1).Select(frame => $"{Environment.NewLine}    {Words.Printable(frame.ToString())}"))
        : "";

    private static string Metrics(JsonElement record) => record.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Object
        ? $": {Number(metrics, "durationMs")} ms, {Number(metrics, "maxMemoryUsedMB")} MB"
        : "";

    private static string Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetRawText() : "unknown";

    private static string Time(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
            ? time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)
            : "";

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
