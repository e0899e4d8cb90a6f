namespace ServerlessPipeline.Cli.Invoke;

/// <summary>What <c>pipeline invoke</c> was asked for.</summary>
internal sealed record InvokeOptions
{
    /// <summary>As the user calls it: <c>Writer</c>, in any case, or the whole name.</summary>
    public required string Function { get; init; }

    /// <summary>The file of the event.</summary>
    public required string Event { get; init; }

    /// <summary>The file that <c>cdk deploy</c> wrote, which makes AWS the target; null for the local run.</summary>
    public string? Outputs { get; init; }

    /// <summary>The local run's folder; null for the checkout's.</summary>
    public string? Data { get; init; }

    /// <summary>The local run's port.</summary>
    public required int Port { get; init; }
    public bool Json { get; init; }
}
