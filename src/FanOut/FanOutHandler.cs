using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.FanOut;

/// <summary>
/// Sends the rows of each file that the event names. Parse, then claim, then send: a file that cannot be parsed takes no
/// slot, and whatever is repeated is repeated under the same claim. Which files need one <see cref="SourceFileKind"/> says.
/// </summary>
internal sealed class FanOutHandler(MinuteFileObjects objects, FileSlots slots, RowQueue queue, TimeProvider time)
{
    private const string TimeIsOver = "the invocation's time is over";

    // Enough to end a call in flight and to report the failure.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <exception cref="FilesFailedException">
    /// Some files failed; the others are done. Lambda repeats the event and in the end passes it to the failed-objects queue.
    /// </exception>
    /// <exception cref="FormatException">The event is none of S3's notifications.</exception>
    public async Task<FanOutAnswer> HandleAsync(S3Event s3Event, ILambdaContext context)
    {
        var records = s3Event?.Records ?? throw new FormatException(
            "The event has no 'Records'. FanOut takes the notifications that S3 sends by itself; an S3 event of EventBridge's shape (with 'detail') is not played.");
        using var deadline = new CancellationTokenSource(Positive(context.RemainingTime - Margin), time);
        var answers = new List<FileAnswer>();
        var failures = new List<Exception>();
        foreach (var (index, record) in records.Index())
        {
            var key = record?.S3?.Object?.KeyDecoded ?? $"record {index + 1}";
            if (deadline.IsCancellationRequested)
            {
                context.Logger.LogWarning("File {file} {stage}: {reason}", key, LogStage.Failed, TimeIsOver);
                failures.Add(new FileFailedException(key, TimeIsOver));
                continue;
            }

            try
            {
                answers.Add(await FanOutAsync(ObjectVersion.Of(record), context.Logger, deadline.Token));
            }
            catch (Exception exception)
            {
                var reason = deadline.IsCancellationRequested ? TimeIsOver : exception.Message;
                context.Logger.LogError(exception, "File {file} {stage}: {reason}", key, LogStage.Failed, reason);
                failures.Add(new FileFailedException(key, reason, exception));
            }
        }

        return failures.Count == 0 ? new FanOutAnswer(answers) : throw new FilesFailedException(failures);
    }

    private async Task<FileAnswer> FanOutAsync(ObjectVersion version, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var file = await objects.ReadAsync(version, cancellationToken);
        var kind = SourceFile.KindOf(version.Key);
        if (!await slots.ClaimAsync(kind, version.Identity, cancellationToken))
        {
            log.LogInformation(
                "File {file} {stage}, version {version}: {reason}", version.Key, LogStage.Declined, version.State, Declined(kind));
            return new FileAnswer(version.Key, "declined", 0, 0);
        }

        if (kind == SourceFileKind.Minute)
        {
            log.LogInformation("File {file} {stage}, version {version}", version.Key, LogStage.Claimed, version.State);
        }

        var candles = new List<RowMessage>();
        var rejected = new List<RejectedRow>();
        foreach (var row in file.Rows)
        {
            if (row.Candle is { } candle)
            {
                candles.Add(new RowMessage(candle, version.Key, version.VersionId, row.Number, file.FetchedAt));
            }
            else
            {
                log.LogWarning(
                    "Row {row} of {file} {stage}: {reason}", row.Number, version.Key, LogStage.Rejected, row.Rejection!.Message);
                rejected.Add(RejectedRow.For(row.Rejection, version.Key, version.VersionId, file.FetchedAt));
            }
        }

        await queue.SendAsync(candles, file.UploadedAt, cancellationToken);
        await queue.SendAsync(rejected, cancellationToken);
        log.LogInformation(
            "File {file} {stage}, version {version}: {rows} rows in {messages} messages, {rejected} rejected",
            version.Key, LogStage.Sent, version.State, file.Rows.Count, candles.Count, rejected.Count);
        return new FileAnswer(version.Key, Outcome(kind), candles.Count, rejected.Count);
    }

    private static string Outcome(SourceFileKind kind) => kind switch
    {
        SourceFileKind.Repair => "repaired",
        SourceFileKind.Backfill => "backfilled",
        _ => "claimed",
    };

    private static string Declined(SourceFileKind kind) =>
        kind == SourceFileKind.Repair ? "while there is a file limit, repair files stay in the bucket" : "all slots are taken";

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}

internal sealed class FileFailedException(string key, string reason, Exception? inner = null) : Exception($"{key}: {reason}", inner);

internal sealed class FilesFailedException(IReadOnlyList<Exception> failures)
    : AggregateException(string.Join("; ", failures.Select(failure => failure.Message)), failures)
{
    // AggregateException appends the inner messages, which are already in.
    public override string Message { get; } = string.Join("; ", failures.Select(failure => failure.Message));
}
