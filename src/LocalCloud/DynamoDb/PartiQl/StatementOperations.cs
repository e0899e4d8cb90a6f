using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>ExecuteStatement for what reads: a query or a scan of dynalite's, and its answer as DynamoDB's API reference has it.</summary>
internal sealed class StatementOperations(Dynalite dynalite)
{
    /// <summary>What a statement may have besides, and a query and a scan as well.</summary>
    private static readonly string[] Passed = ["ConsistentRead", "Limit", "ReturnConsumedCapacity"];

    private static readonly string[] IndexKinds = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];

    /// <exception cref="DynamoDbException">The answer is an error.</exception>
    public async Task<JsonObject> ExecuteAsync(JsonObject request, CancellationToken cancellationToken)
    {
        var statement = SelectParser.Parse(request);
        var plan = ReadPlan.Of(statement, await KeyAsync(statement, cancellationToken));
        foreach (var member in Passed.Where(member => request[member] is not null))
        {
            plan.Request[member] = request[member]!.DeepClone();
        }

        var digest = Digest(request);
        if (request["NextToken"] is { } token)
        {
            plan.Request["ExclusiveStartKey"] = Continue(token, digest);
        }

        var read = await dynalite.CallAsync(plan.Operation, plan.Request, cancellationToken);
        var answer = new JsonObject { ["Items"] = plan.Items(read["Items"] as JsonArray ?? []) };
        if (read["LastEvaluatedKey"] is JsonObject last)
        {
            answer["LastEvaluatedKey"] = last.DeepClone();
            answer["NextToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(
                new JsonObject { ["statement"] = digest, ["key"] = last.DeepClone() }.ToJsonString()));
        }

        if (read["ConsumedCapacity"] is { } capacity)
        {
            answer["ConsumedCapacity"] = capacity.DeepClone();
        }

        return answer;
    }

    /// <summary>The names of the partition key and, where there is one, of the sort key.</summary>
    private async Task<IReadOnlyList<string>> KeyAsync(SelectStatement statement, CancellationToken cancellationToken)
    {
        var table = (await dynalite.DescribeTableAsync(statement.Table, cancellationToken))["Table"]!;
        var indexes = IndexKinds.SelectMany(kind => table[kind] as JsonArray ?? []);
        var owner = statement.Index is null
            ? table
            : indexes.FirstOrDefault(index => Text(index!["IndexName"]) == statement.Index)
                ?? throw DynamoDbException.Validation($"The table does not have the specified index: {statement.Index}");
        return [.. owner["KeySchema"]!.AsArray().OrderByDescending(key => Text(key!["KeyType"]) == "HASH").Select(key => Text(key!["AttributeName"]))];
    }

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    /// <summary>A token goes on with the statement and the parameters that it was given for.</summary>
    private static string Digest(JsonObject request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        new JsonArray(request["Statement"]?.DeepClone(), request["Parameters"]?.DeepClone()).ToJsonString())));

    private static JsonObject Continue(JsonNode token, string digest)
    {
        try
        {
            var text = token.GetValueKind() == JsonValueKind.String ? token.GetValue<string>() : "";
            if (JsonNode.Parse(Convert.FromBase64String(text)) is JsonObject known
                && known["statement"] is JsonValue statement && statement.TryGetValue<string>(out var its) && its == digest
                && known["key"] is JsonObject key)
            {
                return key.DeepClone().AsObject();
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // As with the token of another statement.
        }

        throw DynamoDbException.Validation("The NextToken is not one that this statement was answered with");
    }
}
