using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

/// <summary>The JSON protocol's answers as the query protocol's XML: lists and maps are flattened into repeated elements.</summary>
internal static class QueryXml
{
    public static XElement ToXml(XNamespace space, string operation, JsonObject answer) =>
        new(space + (operation + "Result"), Members(space, operation, answer));

    private static IEnumerable<XElement> Members(XNamespace space, string operation, JsonObject json) =>
        json.SelectMany(member => (member.Key, member.Value) switch
        {
            ("Attributes", JsonObject map) => Entries(space, operation, "Attribute", map),
            ("MessageAttributes", JsonObject map) => Entries(space, operation, "MessageAttribute", map),
            (_, JsonArray list) => list.Select(item => Element(space, operation, ItemName(operation, member.Key), item)),
            var (name, value) => [Element(space, operation, name, value)],
        });

    private static IEnumerable<XElement> Entries(XNamespace space, string operation, string name, JsonObject map) =>
        map.Select(entry => new XElement(
            space + name,
            new XElement(space + "Name", entry.Key),
            Element(space, operation, "Value", entry.Value)));

    private static XElement Element(XNamespace space, string operation, string name, JsonNode? value) =>
        value is JsonObject members
            ? new XElement(space + name, Members(space, operation, members))
            : new XElement(space + name, value?.ToString());

    private static string ItemName(string operation, string list) => list switch
    {
        "Messages" => "Message",
        "QueueUrls" or "queueUrls" => "QueueUrl",
        "Successful" => operation + "ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        _ => throw new ArgumentOutOfRangeException(nameof(list), list, "No such list in the answers of SQS."),
    };
}
