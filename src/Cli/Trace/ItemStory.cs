using System.Globalization;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>The way of an item: that of its file, and then of its row.</summary>
internal static class ItemStory
{
    private static readonly HashSet<string> NotOfTheFile =
        [ProcessedData.SourceKey, ProcessedData.SourceRow, ProcessedData.FetchedAt, ProcessedData.WrittenAt, ProcessedData.UploadedAt, ProcessedData.ExpiresAt];

    /// <param name="item">Null where there is none.</param>
    /// <param name="facts">Of the file that the item names; of the minute's file where it names none.</param>
    public static Story Of(TraceSubject subject, RowItem? item, FileFacts facts)
    {
        var row = facts.Rows.FirstOrDefault(each => each.Candle is { } candle
            && candle.Symbol == subject.Symbol && candle.OpenTime == subject.OpenTime);
        // What became of its neighbours is another story.
        var way = FileStory.UpToSent(facts)
            .Where(step => step.Stage != LogStage.Sent || step.State != StepState.Note)
            .Select(step => step.Stage == LogStage.Sent && step.State == StepState.Stopped && row is not null && facts.Log is not null
                ? step with { State = StepState.Note }
                : step)
            .ToList();
        if (item is not null)
        {
            // It is there, so nothing stopped it, whatever is said of the file now.
            way = [.. way.Select(step => step.State == StepState.Stopped ? step with { State = StepState.Note } : step)];
            return Story.Of(
                subject.Name,
                [.. way, .. FileStory.Received(facts, item.Row ?? row?.Row), Written(item), Compared(item, row, facts)],
                "The whole way is there: the item says what its file says.");
        }

        var stopped = way.Exists(step => step.State == StepState.Stopped);
        return Story.Of(
            subject.Name,
            [
                .. way,
                .. row is null || stopped || IsBeyond(row, facts) ? [] : FileStory.Received(facts, row.Row),
                .. stopped ? [] : new[] { Missing(subject, row, facts) },
                .. FileStory.DeadLetters(facts with { DeadLetters = facts.DeadLetters?.Where(letter => row is not null && letter.Line == row.Row + 1).ToList() }),
            ],
            "");
    }

    /// <summary>The names of the attributes that differ from the file's line.</summary>
    public static IReadOnlyList<string> Differences(RowItem item, Candle candle, FileFacts facts) =>
    [
        .. ProcessedData.Attributes(new RowMessage(candle, facts.Key, SourceVersion: null, 1, default), default)
            .Where(attribute => !NotOfTheFile.Contains(attribute.Name))
            .Where(attribute => !Same(attribute, item.Attributes.GetValueOrDefault(attribute.Name)))
            .Select(attribute => attribute.Name),
    ];

    // DynamoDB keeps no trailing zeros.
    private static bool Same(ItemAttribute attribute, string? stored) => attribute.Type == ItemAttributeType.N
        ? decimal.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Parse(attribute.Value, CultureInfo.InvariantCulture)
        : attribute.Value == stored;

    private static Step Written(RowItem item) => new(
        "written", StepState.Done, item.WrittenAt, item.File is { } file ? $"from row {item.Row} of {file}" : "the item does not name its file: written by hand");

    private static Step Compared(RowItem item, FileRow? row, FileFacts facts)
    {
        if (item.File is null)
        {
            return new Step("compared", StepState.Note, At: null, "there is nothing to hold it against");
        }

        if (row?.Candle is not { } candle)
        {
            return facts.Current is null
                ? new Step("compared", StepState.Note, At: null, "its file is gone")
                : new Step("compared", StepState.Stopped, At: null, "its file has no such row now");
        }

        return Differences(item, candle, facts) is { Count: > 0 } differences
            ? new Step("compared", StepState.Stopped, At: null, $"the item differs from row {row.Row} in {string.Join(", ", differences)}")
            : new Step("compared", StepState.Done, At: null, $"equal to row {row.Row} of the file in every column");
    }

    private static bool IsBeyond(FileRow row, FileFacts facts) => row.Row > FileStory.SentCount(facts);

    private static Step Missing(TraceSubject subject, FileRow? row, FileFacts facts)
    {
        if (row is null)
        {
            return new Step("sent", StepState.Stopped, At: null, $"the file has no row of {subject.Symbol}");
        }

        return IsBeyond(row, facts)
            ? new Step("sent", StepState.Stopped, At: null, $"it is row {row.Row}, and {FileStory.SentCount(facts)} rows of the file are sent (setting rowsPerFile)")
            : new Step(
                "written",
                StepState.Stopped,
                At: null,
                $"there is no item of row {row.Row}"
                + (facts.RowsOnTheirWay > 0 ? $"; the rows queue has {Words.Counted(facts.RowsOnTheirWay, "message")}, so it may be on its way" : ""));
    }
}
