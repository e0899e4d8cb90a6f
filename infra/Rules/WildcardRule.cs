using Amazon.CDK;
using Amazon.CDK.AWS.IAM;

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

    protected override string? Problem(CfnResource resource) => resource switch
    {
        CfnPolicy policy => InDocument(Resolve(policy, policy.PolicyDocument)),
        CfnManagedPolicy policy => InDocument(Resolve(policy, policy.PolicyDocument)),
        CfnRole role => InRole(role),
        _ => null,
    };

    private static string? InRole(CfnRole role) => Resolve(role, role.ManagedPolicyArns).Items().Any()
        ? "A role must not have a managed policy, which allows more than is needed"
        : Resolve(role, role.Policies).Items()
            .Select(policy => InDocument(policy.At("PolicyDocument")))
            .FirstOrDefault(problem => problem is not null);

    private static string? InDocument(object? document) =>
        document.At("Statement").Items().Where(statement => statement.At("Effect") is "Allow").Select(InStatement)
            .FirstOrDefault(problem => problem is not null);

    private static string? InStatement(object? statement)
    {
        var actions = statement.At("Action").Items().OfType<string>().ToList();
        if (actions.Find(action => action.Contains('*', StringComparison.Ordinal)) is { } wide)
        {
            return $"A role must name its actions; it has {wide}";
        }

        var everywhere = statement.At("Resource").Items().Contains("*");
        return everywhere && actions.Find(action => !WithoutResource.Contains(action)) is { } action
            ? $"A role must name its resources; it may {action} on all of them"
            : null;
    }
}
