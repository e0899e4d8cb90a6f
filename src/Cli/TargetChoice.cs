namespace ServerlessPipeline.Cli;

/// <summary>Which deployment a command was told to work on.</summary>
internal sealed record TargetChoice
{
    /// <summary>The file that <c>cdk deploy</c> wrote, which makes AWS the target; null for the local run.</summary>
    public string? Outputs { get; init; }

    /// <summary>The local run's folder; null for the checkout's.</summary>
    public string? Data { get; init; }

    /// <summary>The local run's.</summary>
    public required int Port { get; init; }

    /// <exception cref="CommandException">The folder was not named, and here is no checkout.</exception>
    public string DataFolder => Data ?? Repository.Find().LocalData;
}
