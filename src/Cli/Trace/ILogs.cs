namespace ServerlessPipeline.Cli.Trace;

/// <summary>What fetcher, FanOut and Writer have logged: files of a local run, or CloudWatch's log groups.</summary>
internal interface ILogs
{
    /// <summary>The lines of a file, in the order of their times; null where the logs cannot be had.</summary>
    /// <param name="since">About when the file came; null where nobody knows.</param>
    Task<IReadOnlyList<LogLine>?> ReadAsync(string file, DateTimeOffset? since, CancellationToken cancellationToken);
}
