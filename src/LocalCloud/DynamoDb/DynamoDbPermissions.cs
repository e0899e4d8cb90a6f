using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Iam;

namespace ServerlessPipeline.LocalCloud.DynamoDb;

/// <summary>
/// What each operation needs: the action of its name, on every table or index that the request names. Source: Service
/// Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
/// </summary>
internal static class DynamoDbPermissions
{
    /// <exception cref="DynamoDbException">AccessDeniedException.</exception>
    public static void Demand(Session session, string operation, JsonObject request)
    {
        try
        {
            foreach (var resource in Resources(operation, request) ?? throw session.Unknown($"dynamodb:{operation}"))
            {
                session.Demand($"dynamodb:{operation}", resource);
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
        "Query" or "Scan" => [Index(request)],
        "ListTagsOfResource" or "TagResource" or "UntagResource" => [Text(request, "ResourceArn")],
        "CreateTable" or "DeleteItem" or "DeleteTable" or "DescribeContinuousBackups" or "DescribeTable" or "DescribeTimeToLive"
            or "GetItem" or "PutItem" or "UpdateContinuousBackups" or "UpdateItem" or "UpdateTable" or "UpdateTimeToLive" =>
            [Table(Text(request, "TableName"))],
        _ => null,
    };

    private static string Index(JsonObject request)
    {
        var table = Table(Text(request, "TableName"));
        return Text(request, "IndexName") is { Length: > 0 } index ? $"{table}/index/{index}" : table;
    }

    /// <summary>A table is given by name or by ARN.</summary>
    private static string Table(string name) =>
        name.StartsWith("arn:", StringComparison.Ordinal) ? name : LocalAccount.Arn("dynamodb", $"table/{name}");

    /// <summary>Empty where it is missing, which no policy allows but one for every table.</summary>
    private static string Text(JsonObject request, string member) =>
        request[member] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";
}
