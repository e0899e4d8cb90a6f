using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace ServerlessPipeline.Infra;

internal static class Queues
{
    /// <summary>As long as SQS keeps anything.</summary>
    public static Duration LongestRetention => Duration.Days(14);

    /// <summary>
    /// Of a queue that has dead letters. A message that SQS moves there keeps the time at which it was first sent, so that it has
    /// at least the other half of the longest retention left.
    /// </summary>
    public static Duration Retention => Duration.Days(7);

    /// <summary>A queue for what needs a person.</summary>
    public static Queue DeadLetters(Construct scope, string id) => new(scope, id, new QueueProps
    {
        Encryption = QueueEncryption.SQS_MANAGED,
        EnforceSSL = true,
        RetentionPeriod = LongestRetention,
    });

    /// <summary>Messages that wait to be received, at their most in each five minutes.</summary>
    public static Metric Waiting(Queue queue) =>
        queue.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "max" });
}
