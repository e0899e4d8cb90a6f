using Amazon.CDK;
using Amazon.CDK.AWS.SQS;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>A queue has dead letters, or holds those of others: then it keeps them as long as SQS can.</summary>
internal sealed class DeadLetterRule : Rule
{
    protected override string? Problem(CfnResource resource) =>
        resource is CfnQueue { RedrivePolicy: null } queue && queue.MessageRetentionPeriod != Queues.LongestRetention.ToSeconds()
            ? "A queue must have a dead-letter queue, or keep its messages for fourteen days as one itself"
            : null;
}
