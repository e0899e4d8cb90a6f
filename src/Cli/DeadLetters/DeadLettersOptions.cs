namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>What a command of <c>pipeline dlq</c> was asked for.</summary>
internal sealed record DeadLettersOptions
{
    public required DeadLetterFilter Filter { get; init; }

    public required TargetChoice Target { get; init; }
    public bool Json { get; init; }

    /// <summary>Delete without asking.</summary>
    public bool Yes { get; init; }
}
