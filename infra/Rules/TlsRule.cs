using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>What has an address of its own refuses requests without TLS.</summary>
internal sealed class TlsRule : Rule
{
    // The policy of each, and the property that says whose it is.
    private static readonly Dictionary<string, (string Type, string Of)> Policies = new()
    {
        ["AWS::S3::Bucket"] = ("AWS::S3::BucketPolicy", "Bucket"),
        ["AWS::SQS::Queue"] = ("AWS::SQS::QueuePolicy", "Queues"),
        ["AWS::SNS::Topic"] = ("AWS::SNS::TopicPolicy", "Topics"),
    };

    protected override string? Problem(TemplateResource resource) =>
        Policies.TryGetValue(resource.Type, out var policy)
            && !resource.Template.Any(other => other.Type == policy.Type && IsOf(resource, other[policy.Of]) && DeniesPlainText(other))
            ? "Requests without TLS must be denied: set EnforceSSL"
            : null;

    private static bool IsOf(TemplateResource resource, JsonNode? names) =>
        names.Items().Any(name => name.At("Ref").Text() == resource.Id);

    private static bool DeniesPlainText(TemplateResource policy) => policy["PolicyDocument"].At("Statement").Items().Any(statement =>
        statement.At("Effect").Text() == "Deny"
        && string.Equals(
            statement.At("Condition").At("Bool").At("aws:SecureTransport").Text(), "false", StringComparison.OrdinalIgnoreCase));
}
