using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>CloudFormation passes strings, numbers and booleans for one another; all have one text.</summary>
internal static class Scalar
{
    /// <summary>Null where <paramref name="node"/> is an object, an array or nothing.</summary>
    public static string? Of(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => null,
    };
}
