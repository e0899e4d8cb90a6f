using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>What the elements of a policy have in common.</summary>
internal static class Elements
{
    /// <summary>A string or a list of them; empty, and reported, where it is anything else or names a policy variable.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node, Func<JsonNode?, string?> text, string place, List<string> errors)
    {
        var texts = node is JsonArray items ? [.. items.Select(text)] : new[] { text(node) };
        if (texts.Length == 0 || texts.Contains(null))
        {
            errors.Add($"{place}: a string or a list of strings is expected, not {node?.ToJsonString() ?? "null"}");
            return [];
        }

        // Never taken for the text that it is: in AWS it would stand for something else.
        if (Array.Find(texts, candidate => candidate!.Contains("${", StringComparison.Ordinal)) is { } variable)
        {
            errors.Add($"{place}: the policy variable in '{variable}' is not supported locally");
            return [];
        }

        return [.. texts.OfType<string>()];
    }

    public static IReadOnlyList<string> Texts(JsonNode? node, string place, List<string> errors) =>
        Texts(node, value => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null, place, errors);
}
