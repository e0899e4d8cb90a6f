namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>What a command of <c>pipeline dlq</c> was asked for.</summary>
internal sealed record DeadLettersOptions
{
    public required DeadLetterFilter Filter { get; init; }

    /// <summary>The file that <c>cdk deploy</c> wrote, which makes AWS the target; null for the local run.</summary>
    public string? Outputs { get; init; }

    /// <summary>The local run's folder; null for the checkout's.</summary>
    public string? Data { get; init; }
    public required int Port { get; init; }
    public bool Json { get; init; }

    /// <summary>Delete without asking.</summary>
    public bool Yes { get; init; }
}
