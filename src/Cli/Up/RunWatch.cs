using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Up;

/// <summary>How a run ended.</summary>
/// <param name="Problems">What is missing or went wrong, a sentence each; empty where all is well.</param>
internal sealed record RunEnd(PipelineStatus Status, IReadOnlyList<string> Problems);

/// <summary>Follows the flow until it is done or stuck.</summary>
internal sealed class RunWatch(LocalProgram fetcher, StatusReader reader, TimeProvider time, TimeSpan refreshEvery)
{
    // On top of the time for which SQS may hide a message from everyone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Shows the status again and again: with <paramref name="once"/> until the fetcher has ended and nothing is on its
    /// way, else until cancelled.
    /// </summary>
    public async Task<RunEnd> FollowAsync(bool once, Action<PipelineStatus> show, CancellationToken cancellationToken)
    {
        var patience = await reader.VisibilityTimeoutAsync(cancellationToken) + Patience;
        PipelineStatus? last = null;
        var lastChange = time.GetTimestamp();
        while (true)
        {
            // Asked first: what the fetcher has uploaded by its end is then in the status.
            var exitCode = fetcher.ExitCode;
            var status = await reader.ReadAsync(exact: false, cancellationToken);
            if (once && ((exitCode == 0 && status.Quiet) || time.GetElapsedTime(lastChange) > patience))
            {
                // It looks like the end, but a part of what it looks at may be some seconds old.
                status = await reader.ReadAsync(exact: true, cancellationToken);
            }

            show(status);
            if (!status.SameAs(last))
            {
                (last, lastChange) = (status, time.GetTimestamp());
            }

            if (exitCode is not null and not 0)
            {
                return new RunEnd(status, [$"The fetcher failed with exit code {exitCode}: {fetcher.LastLine}"]);
            }

            if (once && exitCode == 0 && status.Quiet)
            {
                return new RunEnd(status, [.. Missing(status)]);
            }

            if (once && time.GetElapsedTime(lastChange) > patience)
            {
                return new RunEnd(status, [$"Nothing has moved for {patience.TotalSeconds:0} seconds.", .. Missing(status)]);
            }

            await Task.Delay(refreshEvery, time, cancellationToken);
        }
    }

    private static IEnumerable<string> Missing(PipelineStatus status)
    {
        if (status.Files.Uploaded == 0)
        {
            yield return "No file was uploaded.";
        }

        if (status.Files.Pending > 0)
        {
            yield return $"{status.Files.Pending} uploaded files are neither fanned out nor declined.";
        }

        if (status.Files.Rejected > 0)
        {
            yield return $"{status.Files.Rejected} files could not be fanned out; see the failed-objects queue and the log of FanOut.";
        }

        if (status.Messages is { Waiting: > 0 } or { InFlight: > 0 })
        {
            yield return $"{status.Messages.Waiting + status.Messages.InFlight} messages are still in the rows queue.";
        }

        if (status.DeadLetters.Rows > 0)
        {
            yield return $"{status.DeadLetters.Rows} rows are in the dead-letter queue.";
        }

        if (status.ItemCount < status.Files.RowsSent)
        {
            yield return $"{status.Files.RowsSent - status.ItemCount} of {status.Files.RowsSent} rows are not in the table.";
        }
    }
}
