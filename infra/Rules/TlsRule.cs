using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>What has an address of its own refuses requests without TLS.</summary>
internal sealed class TlsRule : Rule
{
    protected override string? Problem(CfnResource resource) =>
        resource is CfnBucket or CfnQueue or CfnTopic && !DeniesPlainText(resource)
            ? "Requests without TLS must be denied: set EnforceSSL"
            : null;

    // All three keep their policy beside them, under this name.
    private static bool DeniesPlainText(CfnResource resource) =>
        Resolve(resource, Document(resource.Node.Scope?.Node.TryFindChild("Policy"))).At("Statement").Items().Any(statement =>
            statement.At("Effect") is "Deny" && statement.At("Condition").At("Bool").At("aws:SecureTransport") is "false" or false);

    private static PolicyDocument? Document(object? policy) => policy switch
    {
        BucketPolicy bucket => bucket.Document,
        QueuePolicy queue => queue.Document,
        TopicPolicy topic => topic.Document,
        _ => null,
    };
}
