namespace ServerlessPipeline.Cli.Clear;

/// <summary>What <c>pipeline clear</c> was asked for.</summary>
internal sealed record ClearOptions
{
    /// <summary>The items of <c>ProcessedData</c>.</summary>
    public bool Items { get; init; }

    /// <summary>Minute files and repair files, with all versions.</summary>
    public bool Files { get; init; }

    /// <summary>The items of <c>PipelineState</c>.</summary>
    public bool State { get; init; }

    /// <summary>Delete without asking.</summary>
    public bool Yes { get; init; }
    public bool Json { get; init; }
}
