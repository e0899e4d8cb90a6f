namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>A function. The values that stand here are AWS's own where a template gives none.</summary>
internal sealed record FunctionResource(ResourceId Id) : Resource(Id)
{
    /// <summary>The folder with the published function: the very files that a deployment would upload.</summary>
    public required string Folder { get; init; }
    public required string Handler { get; init; }
    public required string Runtime { get; init; }
    public required string RoleArn { get; init; }
    public int MemoryMegabytes { get; init; } = 128;
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary><c>x86_64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "x86_64";
    public int? ReservedConcurrency { get; init; }
    public bool Traced { get; init; }
    public FunctionLogging Logging { get; init; } = new();

    /// <summary>How often an asynchronous invocation is repeated after it failed.</summary>
    public int MaximumRetryAttempts { get; init; } = 2;

    /// <summary>How long an asynchronous invocation may wait to be run.</summary>
    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The queue that gets the record of an asynchronous invocation that failed for good.</summary>
    public string? OnFailureArn { get; init; }
}

/// <param name="Format"><c>Text</c> or <c>JSON</c>.</param>
/// <param name="ApplicationLevel">Such as <c>INFO</c>; with <c>JSON</c> only.</param>
/// <param name="Group">Null for <c>/aws/lambda/…</c>.</param>
internal sealed record FunctionLogging(string Format = "Text", string? ApplicationLevel = null, string? Group = null);
