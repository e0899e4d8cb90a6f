using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// A JSON object of schema 1 with exactly the fields named and no nesting. Each field is read by its kind; the first
/// fault found is kept in <see cref="Fault"/>, and what is read after one is worthless. Nothing here throws on bad
/// input.
/// </summary>
internal sealed class FlatJson
{
    private static ReadOnlySpan<byte> Schema => "1"u8;

    private readonly Dictionary<string, JsonElement> _fields = [];

    private FlatJson()
    {
    }

    /// <summary>What is wrong, naming field and value, printable and of bounded length; null if nothing is.</summary>
    public string? Fault { get; private set; }

    public static FlatJson Parse(ReadOnlySpan<byte> utf8, IReadOnlyCollection<string> names)
    {
        var json = new FlatJson();
        if (!Utf8.IsValid(utf8))
        {
            json.Fault = $"not UTF-8 text: '{Excerpt.Of(utf8)}'";
            return json;
        }

        try
        {
            json.Collect(JsonElement.Parse(utf8));
            json.CheckNames(names);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, escaped, in a name.
            json.Fault = $"not JSON: '{Excerpt.Of(utf8)}'";
        }

        return json;
    }

    /// <summary>Writes an object of schema 1, in ASCII, as every transport allows.</summary>
    public static string Format(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(MessageFields.Schema);
            writer.WriteRawValue(Schema);
            writeFields(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public string Text(string name)
    {
        var raw = Raw(name, JsonValueKind.String);
        try
        {
            return Fault is null ? _fields[name].GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            Blame<int>(name, raw, "has half a surrogate pair");
            return "";
        }
    }

    public string? TextOrNull(string name) =>
        _fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null ? null : Text(name);

    public Symbol Symbol(string name) => MarketData.Symbol.TryParse(Text(name), out var symbol)
        ? symbol
        : Blame<Symbol>(name, Raw(name, JsonValueKind.String), "is not a symbol");

    /// <summary>A decimal as a string, spelled as in the minute file.</summary>
    public decimal Decimal(string name)
    {
        var raw = Raw(name, JsonValueKind.String);
        return DecimalText.TryParse(raw, out var value) ? value : Blame<decimal>(name, raw, DecimalText.WhyNot(raw));
    }

    /// <summary>A number without sign, fraction or exponent.</summary>
    public long Integer(string name)
    {
        var raw = Raw(name, JsonValueKind.Number);
        return IntegerText.TryParse(raw, out var value) ? value : Blame<long>(name, raw, IntegerText.NotInteger);
    }

    /// <summary>A number that counts from 1.</summary>
    public int Ordinal(string name)
    {
        var raw = Raw(name, JsonValueKind.Number);
        return IntegerText.TryParse(raw, out var value) && value is >= 1 and <= int.MaxValue
            ? (int)value
            : Blame<int>(name, raw, "is not a whole number from 1 on");
    }

    /// <summary>A time as a number of epoch milliseconds.</summary>
    public DateTimeOffset EpochTime(string name)
    {
        var raw = Raw(name, JsonValueKind.Number);
        return EpochMilliseconds.TryParse(raw, out var time)
            ? time
            : Blame<DateTimeOffset>(name, raw, EpochMilliseconds.Implausible);
    }

    /// <summary>A time as a string, such as <c>2026-02-02T13:41:00.512Z</c>.</summary>
    public DateTimeOffset Time(string name) => UtcText.TryParseMilliseconds(Text(name), out var time)
        ? time
        : Blame<DateTimeOffset>(
            name, Raw(name, JsonValueKind.String), "is not a time in the form of 2026-02-02T13:41:00.512Z");

    private void Collect(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fault = $"not a JSON object: '{Excerpt.Of(JsonMarshal.GetRawUtf8Value(root))}'";
            return;
        }

        foreach (var field in root.EnumerateObject())
        {
            if (!_fields.TryAdd(field.Name, field.Value))
            {
                Fault ??= $"field {Excerpt.Of(field.Name)} is there twice";
            }
        }
    }

    private void CheckNames(IReadOnlyCollection<string> names)
    {
        // First, since another schema has other fields.
        var schema = Raw(MessageFields.Schema, JsonValueKind.Number);
        if (!schema.SequenceEqual(Schema))
        {
            Blame<int>(MessageFields.Schema, schema, "is not 1");
        }

        if (_fields.Keys.FirstOrDefault(name => name != MessageFields.Schema && !names.Contains(name)) is { } unknown)
        {
            Fault ??= $"field {Excerpt.Of(unknown)} is unknown";
        }
    }

    // What stands between the quotes of a string, escapes and all; empty if there is a fault.
    private ReadOnlySpan<byte> Raw(string name, JsonValueKind kind)
    {
        if (!_fields.TryGetValue(name, out var value))
        {
            Fault ??= $"field {name} is missing";
        }
        else if (value.ValueKind != kind)
        {
            var expected = kind == JsonValueKind.String ? "a string" : "a number";
            Blame<int>(name, JsonMarshal.GetRawUtf8Value(value), $"is not {expected}");
        }

        if (Fault is not null)
        {
            return [];
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        return kind == JsonValueKind.String ? raw[1..^1] : raw;
    }

    private T Blame<T>(string name, ReadOnlySpan<byte> raw, string reason)
        where T : struct
    {
        Fault ??= $"field {name}: '{Excerpt.Of(raw)}' {reason}";
        return default;
    }
}
