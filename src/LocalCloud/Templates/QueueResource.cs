namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>A standard queue. The values that stand here are AWS's own where a template gives none.</summary>
internal sealed record QueueResource(ResourceId Id) : Resource(Id)
{
    public required Uri Url { get; init; }
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan MessageRetentionPeriod { get; init; } = TimeSpan.FromDays(4);
    public TimeSpan Delay { get; init; }
    public TimeSpan ReceiveWaitTime { get; init; }

    /// <summary>In bytes.</summary>
    public int MaximumMessageSize { get; init; } = 1024 * 1024;
    public RedrivePolicy? RedrivePolicy { get; init; }
}

/// <summary>A message that was received <paramref name="MaxReceiveCount"/> times goes to the dead-letter queue.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount);
