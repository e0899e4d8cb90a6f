using System.Text.Json;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>The context key <c>pipeline</c> of the repository's <c>cdk.json</c>, in the types that the CDK hands over.</summary>
internal static class Context
{
    public static IDictionary<string, object> OfCdkJson()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "cdk.json")));
        return (IDictionary<string, object>)Value(file.RootElement.GetProperty("context").GetProperty("pipeline"));
    }

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.Number => element.GetDouble(),
        _ => element.GetString()!,
    };
}
