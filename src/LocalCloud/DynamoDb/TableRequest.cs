using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>The parameters of CreateTable, and what of a table cannot be changed later.</summary>
internal static class TableRequest
{
    public static JsonObject For(TableResource table)
    {
        var attributes = table.Key.Concat(table.GlobalIndexes.SelectMany(index => index.Key)).Distinct();
        var request = new JsonObject
        {
            ["TableName"] = table.Name,
            ["KeySchema"] = KeySchema(table.Key),
            ["AttributeDefinitions"] = Array(attributes, attribute => new JsonObject
            {
                ["AttributeName"] = attribute.Name,
                ["AttributeType"] = attribute.Type,
            }),
            ["BillingMode"] = table.ProvisionedThroughput is null ? "PAY_PER_REQUEST" : "PROVISIONED",
        };
        AddThroughput(request, table.ProvisionedThroughput);
        if (table.GlobalIndexes.Count > 0)
        {
            request["GlobalSecondaryIndexes"] = Array(table.GlobalIndexes, Index);
        }

        return request;
    }

    /// <summary>
    /// The keys, such as <c>symbol (S), open_time (S)</c>, and those of its indexes, from CreateTable's parameters or from
    /// DescribeTable's answer.
    /// </summary>
    public static string Shape(JsonObject table)
    {
        var types = Items(table["AttributeDefinitions"])
            .ToDictionary(attribute => Text(attribute["AttributeName"]), attribute => Text(attribute["AttributeType"]));
        var indexes = Items(table["GlobalSecondaryIndexes"])
            .OrderBy(index => Text(index["IndexName"]), StringComparer.Ordinal)
            .Select(index => $", the index {Text(index["IndexName"])} {Key(index)}");
        return $"the key {Key(table)}{string.Concat(indexes)}";

        string Key(JsonNode owner) => string.Join(", ", Items(owner["KeySchema"])
            .Select(element => Text(element["AttributeName"]))
            .Select(name => $"{name} ({types[name]})"));
    }

    private static JsonObject Index(GlobalIndex index)
    {
        var projection = new JsonObject { ["ProjectionType"] = index.Projection };
        if (index.NonKeyAttributes.Count > 0)
        {
            projection["NonKeyAttributes"] = Array(index.NonKeyAttributes, name => JsonValue.Create(name));
        }

        var request = new JsonObject
        {
            ["IndexName"] = index.Name,
            ["KeySchema"] = KeySchema(index.Key),
            ["Projection"] = projection,
        };
        AddThroughput(request, index.ProvisionedThroughput);
        return request;
    }

    private static JsonArray KeySchema(IReadOnlyList<KeyAttribute> key) => Array(key, attribute => new JsonObject
    {
        ["AttributeName"] = attribute.Name,
        ["KeyType"] = attribute == key[0] ? "HASH" : "RANGE",
    });

    private static void AddThroughput(JsonObject request, ProvisionedThroughput? throughput)
    {
        if (throughput is not null)
        {
            request["ProvisionedThroughput"] = new JsonObject
            {
                ["ReadCapacityUnits"] = throughput.Read,
                ["WriteCapacityUnits"] = throughput.Write,
            };
        }
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => new([.. items.Select(convert)]);

    private static IEnumerable<JsonNode> Items(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonNode>();

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
