namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>A queue's attributes that can be set, with the defaults of SQS.</summary>
internal sealed record QueueSettings
{
    /// <summary>How long a received message stays hidden; 0 s to 12 h.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after it was sent a message is dropped; 1 min to 14 days.</summary>
    public TimeSpan MessageRetentionPeriod { get; init; } = TimeSpan.FromDays(4);

    /// <summary>How long a sent message stays hidden at first, where it does not say itself; 0 s to 15 min.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long a receive waits for a message, where it does not say itself; 0 s to 20 s.</summary>
    public TimeSpan ReceiveWaitTime { get; init; }

    /// <summary>Bytes of body and message attributes together; 1 KiB to 1 MiB.</summary>
    public int MaximumMessageSize { get; init; } = MessageRules.LargestRequest;

    public RedrivePolicy? RedrivePolicy { get; init; }
}

/// <summary>A message received more than <paramref name="MaxReceiveCount"/> times (1 to 1,000) goes to the other queue.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount);
