using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>The way of a file, told from what is known of it.</summary>
internal static class FileStory
{
    // A batch of hundreds of failures is told by its first ones.
    private const int MostNotes = 5;

    public static Story Of(FileFacts facts)
    {
        var rows = SentRows(facts);
        List<Step> steps = [.. UpToSent(facts)];
        // What was not let in was not sent, and has nothing to be missed.
        if (!steps.Exists(step => step is { Stage: "claimed", State: StepState.Stopped }))
        {
            steps.AddRange([.. Received(facts), .. ItemsOf(facts, rows)]);
        }

        steps.AddRange(DeadLetters(facts));
        return Story.Of(
            facts.Key,
            steps,
            $"The whole way is there: {Words.Counted(rows.Count, "row")} of the file {(rows.Count == 1 ? "is an item" : "are items")}{After(steps)}.");
    }

    private static string After(List<Step> steps) =>
        steps.Find(step => step is { Stage: "written", State: StepState.Done })?.At - steps.Find(step => step.Stage == "uploaded")?.At is { } after
        && after >= TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", {after.TotalSeconds:N1} s after the upload")
            : "";

    /// <summary>Fetched, uploaded, claimed, sent; ends at the stage where the file stopped.</summary>
    public static IEnumerable<Step> UpToSent(FileFacts facts)
    {
        yield return Fetched(facts);
        foreach (var step in Uploaded(facts))
        {
            yield return step;
        }

        if (facts.Current is null)
        {
            yield break;
        }

        var claim = Claimed(facts);
        yield return claim;
        if (claim.State != StepState.Stopped)
        {
            yield return Sent(facts);
            foreach (var row in facts.Rows.Where(row => row.Problem is not null).Take(SentCount(facts) ?? MostNotes).Take(MostNotes))
            {
                yield return new Step("sent", StepState.Note, At: null, $"row {row.Row} is no candle, and a dead letter: {row.Problem}");
            }
        }
    }

    /// <summary>How many rows FanOut took from the top, where that is known.</summary>
    public static int? SentCount(FileFacts facts) => Last(facts, LogStage.Sent)?.Number(LogField.Rows) ?? (facts.Kind == SourceFileKind.Minute ? null : facts.Rows.Count);

    /// <summary>The batches that had rows of the file, and the rows that failed.</summary>
    /// <param name="only">A row; null for all.</param>
    public static IEnumerable<Step> Received(FileFacts facts, int? only = null)
    {
        List<LogLine> batches = [.. Lines(facts, LogStage.Written)];
        if (facts.Current is null || (Last(facts, LogStage.Sent) is null && batches.Count == 0 && facts.Log is not null))
        {
            yield break;
        }

        yield return batches switch
        {
            [] when facts.Log is null => new Step("received", StepState.Unknown, At: null, "only the Writer's log says when"),
            [] => new Step("received", StepState.Unknown, At: null, "the Writer's log has no batch that names the file"),
            _ => new Step(
                "received",
                StepState.Done,
                batches[0].ReceivedAt,
                $"{Words.Counted(batches.Sum(batch => batch.RowsOf(facts.Key)), "row")} in {Batches(batches.Count)}",
                batches[0].Request),
        };
        var failures = Lines(facts, LogStage.GivenBack).Concat(Lines(facts, LogStage.Superseded)).Concat(Lines(facts, LogStage.DeadLettered))
            .Where(line => only is null || line.Number(LogField.Row) == only)
            .ToList();
        foreach (var line in failures.Take(MostNotes))
        {
            yield return new Step(
                "received",
                StepState.Note,
                line.At,
                $"row {line.Number(LogField.Row)} was {line.Stage}: {line.Text(LogField.Reason)} (message {line.Text(LogField.Message)})",
                line.Request);
        }

        if (failures.Count > MostNotes)
        {
            yield return new Step("received", StepState.Note, At: null, $"{failures.Count - MostNotes} more such lines are in the Writer's log");
        }
    }

    /// <summary>What the dead-letter queues hold of the file, where somebody looked.</summary>
    public static IEnumerable<Step> DeadLetters(FileFacts facts) => (facts.DeadLetters ?? []).Take(MostNotes).Select(letter => new Step(
        "written",
        StepState.Stopped,
        letter.FailedAt ?? letter.SentAt,
        $"dead letter {letter.Id}{(letter.Line is { } line ? $", line {line}" : "")}: {letter.Reason ?? "no reason came with it"}"));

    /// <summary>The rows that have to be items, as far as that is known.</summary>
    private static IReadOnlyList<FileRow> SentRows(FileFacts facts)
    {
        // Without the log it is known of no row that was sent and lost at the end, so the last item is taken for the last row.
        var count = SentCount(facts) ?? facts.Rows.LastOrDefault(row => row.Item?.File == facts.Key)?.Row ?? 0;
        return [.. facts.Rows.Take(count).Where(row => row.Candle is not null)];
    }

    private static Step Fetched(FileFacts facts)
    {
        var whose = facts.Kind == SourceFileKind.Backfill ? "by the clock of the machine that ran the backfill" : "by the exchange's clock";
        var clock = facts.FetchedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"complete at {at:HH:mm:ss.fff} {whose}") : null;
        var missing = facts.MissingSymbols is { } symbols ? $"without {symbols}" : null;
        return (Last(facts, LogStage.Fetched), clock) switch
        {
            ({ } line, _) => new Step(
                "fetched", StepState.Done, line.At, Joined(Words.Counted(line.Number(LogField.Rows) ?? 0, "candle"), missing, clock)),
            (null, { } told) => new Step("fetched", StepState.Done, facts.FetchedAt, Joined(missing, told)),
            _ when facts.Current is not null => new Step("fetched", StepState.Note, At: null, "not by the fetcher: the object does not say when"),
            _ when facts.Versions.Count > 0 => new Step("fetched", StepState.Unknown, At: null, "the object that would say it is deleted"),
            _ when facts.Log is null => new Step("fetched", StepState.Stopped, At: null, "there is no such file in the bucket; the fetcher's log may say why"),
            _ => new Step("fetched", StepState.Stopped, At: null, "there is no such file in the bucket, and the logs do not know it"),
        };
    }

    private static IEnumerable<Step> Uploaded(FileFacts facts)
    {
        if (facts.Current is { } current)
        {
            // S3 tells whole seconds.
            yield return new Step("uploaded", StepState.Done, Last(facts, LogStage.Uploaded)?.At ?? current.At, $"{Words.Counted(current.Bytes, "byte")}, version {current.State}");
        }
        else if (facts.Versions.Count == 0 && Last(facts, LogStage.Fetched) is not null)
        {
            yield return new Step("uploaded", StepState.Stopped, At: null, "the fetcher has it in its spool, and says in its log what keeps it from S3");
        }

        if (facts.Versions is [{ IsDeletion: true } deletion, ..])
        {
            yield return new Step(
                "uploaded", facts.Current is null ? StepState.Stopped : StepState.Note, deletion.At, "the file was deleted");
        }

        if (facts.Versions.Count(version => !version.IsDeletion) is > 1 and var count)
        {
            yield return new Step("uploaded", StepState.Note, At: null, $"there are {count} versions; this is the way of the newest");
        }
    }

    private static Step Claimed(FileFacts facts)
    {
        if (facts.Kind != SourceFileKind.Minute)
        {
            return ClaimedWithoutSlot(facts);
        }

        var line = Last(facts, LogStage.Claimed);
        var holds = facts.Claimed.Contains(facts.Current!.State);
        return line switch
        {
            _ when holds => new Step("claimed", StepState.Done, line?.At, $"holds a slot ({facts.SlotsTaken} of {Limit(facts)} are taken)", line?.Request),
            not null => new Step(
                "claimed", StepState.Done, line.At, facts.SlotLimit is null ? "no slot is needed: all files are let through" : "had a slot, which has been given back", line.Request),
            null when Last(facts, LogStage.Declined) is { } declined => new Step(
                "claimed", StepState.Stopped, declined.At, "declined, all slots were taken ('pipeline counter show' says by what)", declined.Request),
            null when Last(facts, LogStage.Failed) is { } failed => Failed("claimed", failed),
            null when facts.Unreadable is { } problem => new Step("claimed", StepState.Stopped, At: null, $"it is no minute file: {problem}"),
            null when facts.Rows.Any(row => row.Item?.File == facts.Key) => new Step("claimed", StepState.Done, At: null, "as its items show"),
            null when facts.Log is not null => new Step("claimed", StepState.Stopped, At: null, "FanOut's log does not know this version"),
            null when facts.SlotLimit is null => new Step("claimed", StepState.Unknown, At: null, "all files are let through; only FanOut's log says when"),
            _ => new Step("claimed", StepState.Stopped, At: null, $"it holds no slot ({facts.SlotsTaken} of {Limit(facts)} are taken): declined, as it seems; FanOut's log knows"),
        };
    }

    /// <summary>Of a repair file: nothing holds up what an operator has asked for, and the file limit all that the fetcher brings.</summary>
    private static Step ClaimedWithoutSlot(FileFacts facts) => facts switch
    {
        { Kind: SourceFileKind.Backfill } => new Step("claimed", StepState.Done, At: null, "a backfilled file needs no slot"),
        { SlotLimit: null } => new Step("claimed", StepState.Done, At: null, "no slot is needed: all files are let through"),
        _ when Last(facts, LogStage.Sent) is not null || facts.Rows.Any(row => row.Item?.File == facts.Key) =>
            new Step("claimed", StepState.Done, At: null, "it was let through while there was no file limit"),
        _ when Last(facts, LogStage.Declined) is null && Last(facts, LogStage.Failed) is { } failed => Failed("claimed", failed),
        _ => new Step(
            "claimed",
            StepState.Stopped,
            Last(facts, LogStage.Declined)?.At,
            "declined: while there is a file limit, repair files stay in the bucket; 'pipeline backfill' brings their minutes",
            Last(facts, LogStage.Declined)?.Request),
    };

    private static Step Sent(FileFacts facts)
    {
        if (Last(facts, LogStage.Sent) is { } line)
        {
            var rows = line.Number(LogField.Rows) ?? 0;
            var all = facts.Rows.Count > rows ? $" of {facts.Rows.Count:N0}" : "";
            var rejected = line.Number(LogField.Rejected) ?? 0;
            return new Step(
                "sent",
                rejected > 0 ? StepState.Stopped : StepState.Done,
                line.At,
                rejected > 0
                    ? $"{rejected} of {Words.Counted(rows, "row")} {(rejected == 1 ? "is no candle" : "are no candles")}"
                    : string.Create(CultureInfo.InvariantCulture, $"{rows:N0}{all} row{(facts.Rows.Count == 1 ? "" : "s")} in {Words.Counted(line.Number(LogField.Messages) ?? 0, "message")}"),
                line.Request);
        }

        return Last(facts, LogStage.Failed) is { } failed
            ? Failed("sent", failed)
            : facts.Log is null || facts.Rows.Any(row => row.Item?.File == facts.Key)
                ? new Step("sent", StepState.Unknown, At: null, "only FanOut's log says when, and how many rows")
                : new Step("sent", StepState.Stopped, At: null, "FanOut has not said that it sent the rows");
    }

    private static IEnumerable<Step> ItemsOf(FileFacts facts, IReadOnlyList<FileRow> rows)
    {
        if (rows.Count == 0)
        {
            if (Last(facts, LogStage.Sent) is null && facts.Current is not null && facts.Log is null)
            {
                yield return new Step("written", StepState.Stopped, At: null, "no row of the file is an item");
            }

            yield break;
        }

        var own = rows.Where(row => row.Item?.File == facts.Key).ToList();
        var others = rows.Where(row => row.Item is { } item && item.File != facts.Key).ToList();
        var missing = rows.Where(row => row.Item is null).ToList();
        var text = $"{own.Count:N0} of {Words.Counted(rows.Count, "row")} {(own.Count == 1 ? "is an item" : "are items")} from this file";
        if (missing.Count > 0)
        {
            var waiting = facts.RowsOnTheirWay > 0 ? $"; the rows queue has {Words.Counted(facts.RowsOnTheirWay, "message")}, so they may be on their way" : "";
            text += $", {missing.Count:N0} {(missing.Count == 1 ? "is" : "are")} missing (row {missing[0].Row}: {missing[0].Candle!.Symbol}){waiting}";
        }

        yield return new Step(
            "written", missing.Count > 0 ? StepState.Stopped : StepState.Done, own.Max(row => row.Item!.WrittenAt), text);
        if (others.Count > 0)
        {
            yield return new Step(
                "written", StepState.Note, others.Max(row => row.Item!.WrittenAt),
                $"{Words.Counted(others.Count, "item")} {(others.Count == 1 ? "is" : "are")} from another file, such as {others[0].Item!.File ?? "one that is not named"}");
        }
    }

    private static Step Failed(string stage, LogLine line) =>
        new(stage, StepState.Stopped, line.At, $"FanOut failed: {line.Text(LogField.Reason)}", line.Request) { IsFailure = true };

    private static string Limit(FileFacts facts) => facts.SlotLimit is { } limit ? $"{limit:N0}" : "no limit";

    private static string Batches(int count) => count == 1 ? "1 batch" : $"{count:N0} batches";

    private static string Joined(params string?[] parts) => string.Join(", ", parts.Where(part => part is not null));

    private static LogLine? Last(FileFacts facts, string stage) => Lines(facts, stage).LastOrDefault();

    /// <summary>A line of another version is of another story.</summary>
    private static IEnumerable<LogLine> Lines(FileFacts facts, string stage) => (facts.Log ?? []).Where(line =>
        line.Stage == stage && (line.Version is null || facts.Current is null || line.Version == facts.Current.State));
}
