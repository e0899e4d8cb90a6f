using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>A role may do what is named, on what is named.</summary>
internal sealed class WildcardRule : Rule
{
    /// <summary>Actions for which IAM has no other resource than <c>*</c>.</summary>
    public static IReadOnlyList<string> WithoutResource { get; } =
    [
        // A function's own traces.
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        // Session Manager's agent on the instance.
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];

    protected override string? Problem(TemplateResource resource) => resource.Type switch
    {
        "AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" => InDocument(resource["PolicyDocument"]),
        "AWS::IAM::Role" => InRole(resource),
        _ => null,
    };

    private static string? InRole(TemplateResource role) => role["ManagedPolicyArns"].Items().Any()
        ? "A role must not have a managed policy, which allows more than is needed"
        : role["Policies"].Items()
            .Select(policy => InDocument(policy.At("PolicyDocument")))
            .FirstOrDefault(problem => problem is not null);

    private static string? InDocument(JsonNode? document) => document.At("Statement").Items()
        .Where(statement => statement.At("Effect").Text() == "Allow").Select(InStatement)
        .FirstOrDefault(problem => problem is not null);

    private static string? InStatement(JsonNode? statement)
    {
        var actions = statement.At("Action").Items().Select(Values.Text).OfType<string>().ToList();
        if (actions.Find(action => action.Contains('*', StringComparison.Ordinal)) is { } wide)
        {
            return $"A role must name its actions; it has {wide}";
        }

        var everywhere = statement.At("Resource").Items().Any(resource => resource.Text() == "*");
        return everywhere && actions.Find(action => !WithoutResource.Contains(action)) is { } action
            ? $"A role must name its resources; it may {action} on all of them"
            : null;
    }
}
