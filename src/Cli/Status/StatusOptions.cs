namespace ServerlessPipeline.Cli.Status;

/// <summary>What <c>pipeline status</c> was asked for.</summary>
/// <param name="Every">Between two looks; null for one look alone.</param>
internal sealed record StatusOptions(TimeSpan? Every, bool Json);
