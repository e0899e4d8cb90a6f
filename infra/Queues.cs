using Amazon.CDK;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace ServerlessPipeline.Infra;

internal static class Queues
{
    /// <summary>A queue for what needs a person: kept as long as SQS keeps anything.</summary>
    public static Queue DeadLetters(Construct scope, string id) => new(scope, id, new QueueProps
    {
        EnforceSSL = true,
        RetentionPeriod = Duration.Days(14),
    });
}
