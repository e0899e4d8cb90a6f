using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// What AWS's own services do under a function's role, or by leave of a function. Nothing of it goes through the gateway,
/// so it is checked when a deployment begins, which is when AWS checks most of it.
/// </summary>
internal sealed class ServiceRights(
    Deployment deployment, IReadOnlyDictionary<string, Session> sessions, ResourcePolicies resources)
{
    /// <summary>What Lambda's poller calls, and must be allowed when a mapping is created.</summary>
    private static readonly string[] Polling = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

    private static readonly string[] Logging = ["logs:CreateLogStream", "logs:PutLogEvents"];

    /// <summary>Where AWS would fail the deployment.</summary>
    public List<string> Errors() =>
    [
        .. from mapping in deployment.EventSourceMappings
           from action in Polling
           from error in Missing(Function(mapping.FunctionName), $"sqs:{action}", mapping.QueueArn)
           select $"{mapping.Id}: The provided execution role does not have permissions to call {action} on SQS: {error}",
        .. from function in deployment.Functions
           where function.OnFailureArn is not null
           from error in Missing(function, "sqs:SendMessage", function.OnFailureArn!)
           select $"{function.Id}: The provided execution role does not have permissions to call SendMessage on SQS, "
               + $"the destination of failed events: {error}",
        .. from bucket in deployment.Buckets
           from arn in bucket.Notifications.Select(rule => rule.FunctionArn).Distinct()
           where !MayInvoke(bucket, Function(arn).Arn)
           select $"{bucket.Id}: Unable to validate the following destination configurations: no AWS::Lambda::Permission "
               + $"allows s3.amazonaws.com to perform lambda:InvokeFunction on {Function(arn).Arn} for {bucket.Arn}",
    ];

    /// <summary>What AWS deploys, and then loses.</summary>
    public List<string> Warnings() =>
    [
        .. from function in deployment.Functions
           let stream = LocalAccount.Arn("logs", $"log-group:{LogGroup(function)}:log-stream:")
           from action in Logging
           from error in Missing(function, action, stream)
           select $"{function.Id}: in AWS its logs are lost: {error}",
        .. from function in deployment.Functions
           where function.Traced
           from error in Missing(function, "xray:PutTraceSegments", "*")
           select $"{function.Id}: in AWS its traces are lost: {error}",
    ];

    private static string LogGroup(FunctionResource function) => function.Logging.Group ?? $"/aws/lambda/{function.Name}";

    /// <summary>By name or ARN; the reader of the template has made sure that it is there.</summary>
    private FunctionResource Function(string nameOrArn) =>
        deployment.Functions.First(function => function.Name == nameOrArn || function.Arn == nameOrArn);

    /// <summary>Nothing, or why not.</summary>
    private IEnumerable<string> Missing(FunctionResource function, string action, string resource)
    {
        var verdict = sessions[function.Name].Decide(action, resource);
        return verdict == Verdict.Allowed ? [] : [sessions[function.Name].Refusal(action, resource, verdict).Message];
    }

    private bool MayInvoke(BucketResource bucket, string functionArn)
    {
        var s3 = Principal.OfService("s3.amazonaws.com", bucket.Arn);
        var request = new AccessRequest(s3, "lambda:InvokeFunction", functionArn);
        return Evaluation.Decide(request, [], resources.Of(functionArn)) == Verdict.Allowed;
    }
}
