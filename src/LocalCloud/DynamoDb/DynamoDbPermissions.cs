using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>
/// What each operation needs: the action of its name, on every table or index that the request names; a statement of PartiQL, the
/// action of what it does. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
/// </summary>
internal static class DynamoDbPermissions
{
    /// <exception cref="DynamoDbException">AccessDeniedException.</exception>
    public static void Demand(Session session, string operation, JsonObject request)
    {
        try
        {
            var action = operation == "ExecuteStatement" ? "PartiQLSelect" : operation;
            foreach (var resource in Resources(operation, request) ?? throw session.Unknown($"dynamodb:{operation}"))
            {
                session.Demand($"dynamodb:{action}", resource);
            }
        }
        catch (AccessDeniedException denied)
        {
            throw DynamoDbException.Service("AccessDeniedException", denied.Message);
        }
    }

    /// <summary>Null for an operation that is not known here.</summary>
    private static IEnumerable<string>? Resources(string operation, JsonObject request) => operation switch
    {
        "DescribeEndpoints" or "DescribeLimits" or "ListTables" => ["*"],
        "BatchGetItem" or "BatchWriteItem" => (request["RequestItems"] as JsonObject ?? []).Select(table => Table(table.Key)),
        "Query" or "Scan" => [Index(Text(request, "TableName"), Text(request, "IndexName"))],
        "ExecuteStatement" => [Selected(SelectParser.Parse(request))],
        "ListTagsOfResource" or "TagResource" or "UntagResource" => [Text(request, "ResourceArn")],
        "CreateTable" or "DeleteItem" or "DeleteTable" or "DescribeContinuousBackups" or "DescribeTable" or "DescribeTimeToLive"
            or "GetItem" or "PutItem" or "UpdateContinuousBackups" or "UpdateItem" or "UpdateTable" or "UpdateTimeToLive" =>
            [Table(Text(request, "TableName"))],
        _ => null,
    };

    private static string Selected(SelectStatement statement) => Index(statement.Table, statement.Index ?? "");

    private static string Index(string table, string index) => index.Length > 0 ? $"{Table(table)}/index/{index}" : Table(table);

    /// <summary>A table is given by name or by ARN.</summary>
    private static string Table(string name) =>
        name.StartsWith("arn:", StringComparison.Ordinal) ? name : LocalAccount.Arn("dynamodb", $"table/{name}");

    /// <summary>Empty where it is missing, which no policy allows but one for every table.</summary>
    private static string Text(JsonObject request, string member) =>
        request[member] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";
}
