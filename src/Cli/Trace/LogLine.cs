using System.Globalization;
using System.Text.Json;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>A line that fetcher, FanOut or Writer logged, with the fields of <see cref="LogField"/>.</summary>
internal sealed class LogLine
{
    private readonly JsonElement _fields;

    private LogLine(DateTimeOffset at, JsonElement fields) => (At, _fields) = (at, fields);

    public DateTimeOffset At { get; }

    /// <summary>Of <see cref="LogStage"/>; empty for other lines.</summary>
    public string Stage => Text(LogField.Stage) ?? "";

    /// <summary>The invocation's id; null for the fetcher's.</summary>
    public string? Request => Text("requestId");

    public string? Version => Text(LogField.Version);

    public string? Text(string field) =>
        _fields.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Of a batch: when it came, which is before the line was written.</summary>
    public DateTimeOffset ReceivedAt => Items.Time(Text(LogField.ReceivedAt)) ?? At;

    public int? Number(string field) =>
        _fields.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    /// <summary>Whether it is of the file: of it alone, or of a batch with rows of it.</summary>
    public bool IsOf(string file) => Text(LogField.File) == file || RowsOf(file) > 0;

    /// <summary>Of a batch: how many of its rows are the file's.</summary>
    public int RowsOf(string file)
    {
        var files = Text(LogField.Files) ?? "";
        for (var start = 0; (start = files.IndexOf($"{file} (", start, StringComparison.Ordinal)) >= 0; start++)
        {
            var number = start + file.Length + 2;
            var end = files.IndexOf(')', number);
            // The end of another key may be the same.
            if ((start == 0 || files[..start].EndsWith("), ", StringComparison.Ordinal))
                && end > 0
                && int.TryParse(files.AsSpan(number, end - number), CultureInfo.InvariantCulture, out var rows))
            {
                return rows;
            }
        }

        return 0;
    }

    /// <returns>Null for what is no such line: the platform's own, metrics, text, or one without its beginning or end.</returns>
    public static LogLine? Parse(string text)
    {
        try
        {
            using var line = JsonDocument.Parse(text);
            return line.RootElement.ValueKind == JsonValueKind.Object
                && line.RootElement.TryGetProperty("timestamp", out var time)
                && time.ValueKind == JsonValueKind.String
                && time.TryGetDateTimeOffset(out var at)
                ? new LogLine(at, line.RootElement.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
