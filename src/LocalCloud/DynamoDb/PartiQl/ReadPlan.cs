using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>
/// A statement as a Query where it names one partition and its conditions on the keys can be a query's; otherwise as a Scan, which
/// finds the same items and reads more.
/// </summary>
/// <param name="Operation">Query or Scan.</param>
/// <param name="Request">Its parameters.</param>
/// <param name="SortKey">Its name, where one of <paramref name="Excluded"/> is left out; empty otherwise.</param>
/// <param name="Excluded">Sort keys that the query gives and the statement does not ask for.</param>
/// <param name="Unasked">Whether the sort key is read for that alone.</param>
internal sealed record ReadPlan(string Operation, JsonObject Request, string SortKey, IReadOnlyList<string> Excluded, bool Unasked)
{
    /// <param name="statement">What is asked for.</param>
    /// <param name="key">The names of the partition key and, where there is one, of the sort key.</param>
    /// <exception cref="DynamoDbException">ValidationException: the order cannot be had.</exception>
    public static ReadPlan Of(SelectStatement statement, IReadOnlyList<string> key)
    {
        var request = new JsonObject { ["TableName"] = statement.Table };
        if (statement.Index is not null)
        {
            request["IndexName"] = statement.Index;
        }

        var writer = new ExpressionWriter();
        var conditions = statement.Where switch
        {
            null => [],
            Joined { Word: "AND" } all => all.Conditions,
            var one => [one],
        };
        var partition = conditions.FirstOrDefault(
            condition => condition is Comparison { Operator: "=", Left: PathOperand path, Right: ValueOperand } && path.IsAttribute(key[0]));
        var ofKeys = conditions.Where(condition => !ReferenceEquals(condition, partition) && Mentions(condition, key)).ToList();
        var range = partition is null ? null : SortRange.Of(ofKeys, key.ElementAtOrDefault(1));
        var isQuery = range is not null;
        SetOrder(request, statement.Order, key, isQuery);
        if (isQuery)
        {
            request["KeyConditionExpression"] = writer.Write(
                range!.Condition is null ? partition! : new Joined("AND", [partition!, range.Condition]));
        }

        var filters = conditions.Where(condition => !isQuery || !(ReferenceEquals(condition, partition) || ofKeys.Contains(condition))).ToList();
        if (filters.Count > 0)
        {
            request["FilterExpression"] = writer.Write(filters is [var one] ? one : new Joined("AND", filters));
        }

        var excluded = isQuery ? range!.Excluded : [];
        var unasked = excluded.Count > 0 && statement.Attributes?.Contains(key[1]) == false;
        if (statement.Attributes is { } attributes)
        {
            request["ProjectionExpression"] = string.Join(", ", attributes.Concat(unasked ? [key[1]] : []).Select(writer.Name));
        }

        writer.AddTo(request);
        return new ReadPlan(isQuery ? "Query" : "Scan", request, key.ElementAtOrDefault(1) ?? "", excluded, unasked);
    }

    /// <summary>What the statement asked for, of what was read.</summary>
    public JsonArray Items(JsonArray read) => new([.. read.OfType<JsonObject>().Where(IsAsked).Select(Stripped)]);

    private bool IsAsked(JsonObject item) => Excluded.Count == 0 || item[SortKey]?["S"] is not { } value || !Excluded.Contains(value.GetValue<string>());

    private JsonObject Stripped(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        if (Unasked)
        {
            copy.Remove(SortKey);
        }

        return copy;
    }

    private static void SetOrder(JsonObject request, OrderBy? order, IReadOnlyList<string> key, bool isQuery)
    {
        if (order is null)
        {
            return;
        }

        if (!key.Contains(order.Key))
        {
            throw DynamoDbException.Validation($"Variable reference {order.Key} in ORDER BY clause must be part of the primary key");
        }

        if (!isQuery)
        {
            throw DynamoDbException.Validation(
                "The local DynamoDB plays ORDER BY only where WHERE names one partition key with '=', and a range of the sort key at most.");
        }

        request["ScanIndexForward"] = !order.Descending || order.Key != key.ElementAtOrDefault(1);
    }

    private static bool Mentions(Condition condition, IReadOnlyList<string> key) => condition.Operands.Any(
        operand => (operand as PathOperand ?? (operand as SizeOperand)?.Path) is { } path && key.Contains(path.Attribute));
}
