using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>
/// The query protocol's flat fields, such as <c>MessageAttribute.1.Value.StringValue</c>, as the JSON protocol's shapes.
/// All values are texts.
/// </summary>
internal static class QueryForm
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["AttributeName"] = "AttributeNames",
        ["MessageAttributeName"] = "MessageAttributeNames",
        ["MessageSystemAttributeName"] = "MessageSystemAttributeNames",
        ["SendMessageBatchRequestEntry"] = "Entries",
        ["DeleteMessageBatchRequestEntry"] = "Entries",
        ["ChangeMessageVisibilityBatchRequestEntry"] = "Entries",
    };

    private static readonly Dictionary<string, (string Member, string Key)> Maps = new()
    {
        ["Attribute"] = ("Attributes", "Name"),
        ["MessageAttribute"] = ("MessageAttributes", "Name"),
        ["MessageSystemAttribute"] = ("MessageSystemAttributes", "Name"),
        ["Tag"] = ("tags", "Key"),
    };

    public static JsonObject ToJson(IEnumerable<(string Name, string Value)> fields)
    {
        var root = new Node();
        foreach (var (name, value) in fields)
        {
            var node = root;
            foreach (var part in name.Split('.'))
            {
                node = node.Child(part);
            }

            node.Value = value;
        }

        return ToObject(root);
    }

    private static JsonObject ToObject(Node node)
    {
        var json = new JsonObject();
        foreach (var (name, child) in node.Children)
        {
            if (Lists.TryGetValue(name, out var list))
            {
                json[list] = new JsonArray([.. child.Numbered().Select(ToValue)]);
            }
            else if (Maps.TryGetValue(name, out var map))
            {
                json[map.Member] = ToMap(child, map.Key);
            }
            else
            {
                json[name] = ToValue(child);
            }
        }

        return json;
    }

    private static JsonObject ToMap(Node node, string key)
    {
        var json = new JsonObject();
        foreach (var pair in node.Numbered())
        {
            json[pair.Child(key).Value ?? ""] = ToValue(pair.Child("Value"));
        }

        return json;
    }

    private static JsonNode? ToValue(Node node) => node.Children.Count > 0 ? ToObject(node) : JsonValue.Create(node.Value);

    private sealed class Node
    {
        public string? Value { get; set; }
        public Dictionary<string, Node> Children { get; } = [];

        public Node Child(string name) => Children.TryGetValue(name, out var child) ? child : Children[name] = new Node();

        /// <summary>The children <c>1</c>, <c>2</c>, … in their order.</summary>
        public IEnumerable<Node> Numbered() => Children.OrderBy(c => int.TryParse(c.Key, out var number)
            ? number
            : throw SqsException.MalformedInput($"'{c.Key}' stands where a number belongs.")).Select(c => c.Value);
    }
}
