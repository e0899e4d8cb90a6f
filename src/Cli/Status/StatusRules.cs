namespace ServerlessPipeline.Cli.Status;

/// <summary>What needs a person, and how fast things go.</summary>
internal static class StatusRules
{
    /// <summary>As the alarm of a missing file has it.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    /// <summary>From a file to its items, where nothing waits; and where rows do, as the alarm of the oldest message has it.</summary>
    private static readonly TimeSpan ToTheTable = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ToTheTableInTurn = TimeSpan.FromMinutes(15);

    /// <summary>In words, each with what to do.</summary>
    /// <param name="look">What was seen.</param>
    /// <param name="local">Of a local run, whose market may be of another time.</param>
    public static IReadOnlyList<string> Problems(PipelineLook look, bool local) =>
    [
        .. new[] { StaleFile(look, local), MissingItems(look), DeadLetters(look.DeadLetters), Unusable(look.Table) }.OfType<string>(),
        .. (look.Functions ?? []).Select(Unusable).OfType<string>(),
    ];

    /// <param name="earlier">A look at the same deployment, before <paramref name="look"/>.</param>
    public static Rates? Rates(PipelineLook earlier, PipelineLook look)
    {
        var minutes = (look.At - earlier.At).TotalMinutes;
        if (minutes <= 0)
        {
            return null;
        }

        var sameDay = look.File is { } file && (earlier.File is null || earlier.File.Minute.UtcDateTime.Date == file.Minute.UtcDateTime.Date);
        double? files = look.File is null ? 0 : sameDay ? (look.File.OfItsDay - (earlier.File?.OfItsDay ?? 0)) / minutes : null;
        var before = earlier.Table.Newest.ToDictionary(item => item.Symbol, item => item.OpenTime);
        // A symbol's first item is one row, whatever its minute.
        var rows = look.Table.Newest.Sum(item => before.TryGetValue(item.Symbol, out var openTime) ? (item.OpenTime - openTime).TotalMinutes : 1);
        return new Rates(files is { } number ? Math.Round(number, 1) : null, Math.Round(Math.Max(0, rows) / minutes, 1), Math.Round(minutes * 60, 1));
    }

    private static string? StaleFile(PipelineLook look, bool local)
    {
        if (look.File is not { } file)
        {
            return "There is no minute file in the bucket: does the fetcher run?";
        }

        var behind = local ? look.At - file.Uploaded : file.Lag;
        return behind < Stale
            ? null
            : $"The newest minute file is {Words.Age(behind)} old: does the fetcher run? (runbook, 'No file arrives')";
    }

    private static string? MissingItems(PipelineLook look)
    {
        if (LetThrough(look) is not { } file || look.Table.NewestMinute >= file.Minute)
        {
            return null;
        }

        var patience = look.Rows.All == 0 ? ToTheTable : ToTheTableInTurn;
        return look.At - file.Uploaded < patience
            ? null
            : $"The newest file that is let through is of {file.Minute:yyyy-MM-dd HH:mm}, {(look.Table.NewestMinute is { } newest ? $"the newest item of {newest:yyyy-MM-dd HH:mm}" : "and no symbol has an item")}: "
                + "look at the functions' logs (runbook, 'A function fails').";
    }

    /// <summary>Files that are declined bring no items.</summary>
    private static SlotMinute? LetThrough(PipelineLook look) =>
        look.Slots.Full ? look.Slots.Newest
        : look.File is { } file ? new SlotMinute(file.Minute, file.Uploaded)
        : null;

    private static string? DeadLetters(DeadLettersLook dead) => dead is { Objects: 0, Rows: 0 }
        ? null
        : $"There are dead letters, {Words.Counted(dead.Objects, "file")} and {Words.Counted(dead.Rows, "row")}: 'pipeline dlq list' says why.";

    private static string? Unusable(FunctionLook function) => function switch
    {
        { State: "Failed" } or { LastUpdate: "Failed" } =>
            $"The function {function.Name} is {function.State}, its last change {function.LastUpdate}: {function.Reason ?? "Lambda gives no reason"}",
        { Reserved: 0 } => $"The function {function.Name} is switched off: its reserved concurrency is 0. 'aws lambda delete-function-concurrency' lets it run.",
        _ => null,
    };

    private static string? Unusable(TableLook table) => table.State is "ACTIVE" or "UPDATING" ? null : $"The table is {table.State}.";
}
