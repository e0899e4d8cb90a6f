namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>What <c>AWS::Lambda::EventSourceMapping</c> says of a standard queue.</summary>
/// <param name="Id">For logs.</param>
/// <param name="QueueArn">The queue to poll; in every record of the event.</param>
/// <param name="FunctionName">The function to invoke.</param>
/// <param name="BatchSize">Messages in an event at most; 1 to 10,000, above 10 only with a window.</param>
/// <param name="BatchingWindow">How long to gather a batch from its first message on; 0 s to 300 s.</param>
/// <param name="MaximumConcurrency">Invocations at once; 2 to 1,000. Null: up to 1,000.</param>
/// <param name="ReportBatchItemFailures">Whether the function's answer names the messages that failed.</param>
/// <param name="Enabled">Whether it polls at all.</param>
internal sealed record EventSourceMappingSettings(
    string Id,
    string QueueArn,
    string FunctionName,
    int BatchSize,
    TimeSpan BatchingWindow,
    int? MaximumConcurrency,
    bool ReportBatchItemFailures,
    bool Enabled)
{
    public const int HighestConcurrency = 1000;

    /// <exception cref="ArgumentException">Lambda would refuse the mapping; the message names the setting.</exception>
    public void Check()
    {
        Check(BatchSize is >= 1 and <= 10_000, nameof(BatchSize), "must be 1 to 10,000");
        Check(BatchingWindow >= TimeSpan.Zero && BatchingWindow <= TimeSpan.FromSeconds(300), nameof(BatchingWindow), "must be 0 s to 300 s");
        Check(BatchSize <= 10 || BatchingWindow >= TimeSpan.FromSeconds(1), nameof(BatchingWindow),
            "must be at least 1 s when the batch size is above 10");
        Check(MaximumConcurrency is null or (>= 2 and <= HighestConcurrency), nameof(MaximumConcurrency), "must be 2 to 1,000");
    }

    private void Check(bool valid, string setting, string rule)
    {
        if (!valid)
        {
            throw new ArgumentException($"{setting} of event source mapping {Id} {rule}.", setting);
        }
    }
}
