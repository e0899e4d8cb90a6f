namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>A queue that feeds a function. The values that stand here are AWS's own where a template gives none.</summary>
internal sealed record EventSourceMappingResource(ResourceId Id) : Resource(Id)
{
    public required string QueueArn { get; init; }
    public required string FunctionName { get; init; }
    public int BatchSize { get; init; } = 10;
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>The most invocations at a time; null for no limit of the mapping's own.</summary>
    public int? MaximumConcurrency { get; init; }
    public bool ReportBatchItemFailures { get; init; }
    public bool Enabled { get; init; } = true;
}
