namespace ServerlessPipeline.LocalCloud.Templates;

internal static class QueueReader
{
    private static readonly string[] WithoutLocalEffect =
        ["KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "RedriveAllowPolicy", "SqsManagedSseEnabled", "Tags"];

    public static QueueResource Read(ResourceDefinition definition, Uri url)
    {
        var properties = definition.Open(WithoutLocalEffect);
        properties.Allow("FifoQueue", "false");
        var queue = new QueueResource(definition.Id) { Url = url };
        queue = queue with
        {
            VisibilityTimeout = properties.Seconds("VisibilityTimeout") ?? queue.VisibilityTimeout,
            MessageRetentionPeriod = properties.Seconds("MessageRetentionPeriod") ?? queue.MessageRetentionPeriod,
            Delay = properties.Seconds("DelaySeconds") ?? queue.Delay,
            ReceiveWaitTime = properties.Seconds("ReceiveMessageWaitTimeSeconds") ?? queue.ReceiveWaitTime,
            MaximumMessageSize = properties.Number("MaximumMessageSize") ?? queue.MaximumMessageSize,
            RedrivePolicy = properties.Object("RedrivePolicy") is { } policy
                ? new RedrivePolicy(policy.RequiredText("deadLetterTargetArn"), policy.RequiredNumber("maxReceiveCount"))
                : null,
        };
        properties.Close();
        return queue;
    }
}
