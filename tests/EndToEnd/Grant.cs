using System.Text.Json.Nodes;

namespace ServerlessPipeline.EndToEnd;

/// <summary>One resource of one statement of a policy in the template: the smallest thing that can be taken away.</summary>
/// <param name="Policy">The policy's logical id.</param>
/// <param name="StatementIndex">Its place in the policy.</param>
/// <param name="ResourceIndex">Its place among the statement's resources; null where there is but one.</param>
/// <param name="Actions">What is granted.</param>
/// <param name="Target">How an error names the resource, as far as the template shows it.</param>
internal sealed record Grant(string Policy, int StatementIndex, int? ResourceIndex, IReadOnlyList<string> Actions, string Target)
{
    public override string ToString() => $"{Policy}: {string.Join(", ", Actions)} on {Target}";

    public static IEnumerable<Grant> Of(JsonNode template) =>
        from policy in template["Resources"]!.AsObject()
        where (string?)policy.Value!["Type"] == "AWS::IAM::Policy"
        from statement in Statements(template, policy.Key).Select((node, index) => (Node: node!, Index: index))
        from resource in Resources(statement.Node["Resource"]!)
        let actions = statement.Node["Action"] is JsonArray many
            ? many.Select(action => action!.ToString()).ToArray()
            : [statement.Node["Action"]!.ToString()]
        select new Grant(policy.Key, statement.Index, resource.Index, actions, Name(template, resource.Node));

    /// <summary>The template without it.</summary>
    public string Revoke(JsonNode template)
    {
        var changed = template.DeepClone();
        var statements = Statements(changed, Policy);
        if (ResourceIndex is { } index)
        {
            statements[StatementIndex]!["Resource"]!.AsArray().RemoveAt(index);
        }
        else
        {
            statements.RemoveAt(StatementIndex);
        }

        return changed.ToJsonString();
    }

    private static JsonArray Statements(JsonNode template, string policy) =>
        template["Resources"]![policy]!["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();

    private static List<(JsonNode Node, int? Index)> Resources(JsonNode resource)
    {
        var named = (resource as JsonArray ?? []).Select((node, index) => (Node: node!, Index: (int?)index))
            // The CDK's placeholder for the indexes of a table that has none.
            .Where(each => (string?)(each.Node as JsonObject)?["Ref"] != "AWS::NoValue")
            .ToList();
        return named.Count switch
        {
            0 => [(resource, null)],
            1 => [(named[0].Node, null)],
            _ => named,
        };
    }

    // Such as {"Fn::GetAtt":["Bucket","Arn"]}, or that joined with "/folder/*".
    private static string Name(JsonNode template, JsonNode resource)
    {
        if ((resource as JsonObject)?["Fn::Join"] is { } joined)
        {
            var folder = joined[1]!.AsArray().OfType<JsonValue>().Last().ToString().TrimEnd('*');
            return joined[1]!.AsArray().FirstOrDefault(part => part is JsonObject { } named && named.ContainsKey("Fn::GetAtt")) is { } owner
                ? Name(template, owner) + folder
                : folder;
        }

        var id = (resource as JsonObject)?["Fn::GetAtt"]?[0]!.ToString() ?? resource.ToString();
        return (string?)template["Resources"]![id]?["Properties"]!["TableName"] ?? id;
    }
}
