using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>JSON that anyone may have written.</summary>
internal static class TemplateJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <returns>Null where the text is another value than an object.</returns>
    /// <exception cref="JsonException">It is not JSON, has a name twice, or half a surrogate pair.</exception>
    public static JsonObject? Parse(string text)
    {
        try
        {
            var root = JsonNode.Parse(text, documentOptions: Options);
            Visit(root);
            return root as JsonObject;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("it has half a surrogate pair", exception);
        }
    }

    /// <summary>Null where <paramref name="node"/> is no object, or has nothing of this name.</summary>
    public static JsonNode? Member(this JsonNode? node, string name) => (node as JsonObject)?[name];

    // Names and texts are decoded when they are first asked for, and would fail there.
    private static void Visit(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (_, value) in properties)
                {
                    Visit(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Visit(item);
                }

                break;
            default:
                Scalar.Of(node);
                break;
        }
    }
}
