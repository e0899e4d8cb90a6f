using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>Walks the values of a template.</summary>
internal static class Values
{
    /// <summary>The value of a key; null where there is none, and in what is no object.</summary>
    public static JsonNode? At(this JsonNode? value, string key) => (value as JsonObject)?[key];

    /// <summary>The items of a list; of anything else, itself alone, as policies allow; none for null.</summary>
    public static IEnumerable<JsonNode?> Items(this JsonNode? value) => value switch
    {
        null => Array.Empty<JsonNode?>(),
        JsonArray items => items,
        _ => new[] { value },
    };

    /// <summary>A text, number or truth value as a text; null for all else.</summary>
    public static string? Text(this JsonNode? value) =>
        value is JsonValue scalar && scalar.GetValueKind() is not (JsonValueKind.Null or JsonValueKind.Undefined) ? scalar.ToString() : null;

    public static bool IsTrue(this JsonNode? value) => string.Equals(value.Text(), "true", StringComparison.OrdinalIgnoreCase);
}
