using System.Globalization;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>What a person reads.</summary>
internal static class CounterView
{
    public static void Print(IAnsiConsole console, CounterResult result, DateTimeOffset now)
    {
        console.MarkupLine(Heading(result));
        if (result.Slots.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("Slot", "File", "Minute (UTC)", "Uploaded", "In the bucket", "Version");
        foreach (var (index, slot) in result.Slots.Index())
        {
            table.AddRow(
                new Markup(string.Create(CultureInfo.InvariantCulture, $"[green]■[/] {index + 1}")),
                new Text(Words.Printable(slot.Key)),
                new Text(slot.Minute?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "none"),
                new Text(slot.Uploaded is { } uploaded ? $"{Words.Age(now - uploaded)} ago" : "unknown"),
                State(slot.File),
                new Text(Words.Printable(Short(slot.Version))));
        }

        console.Write(table);
    }

    private static string Heading(CounterResult result) => result switch
    {
        { Limit: null, Taken: 0 } => "[green]There is no limit: every file is let through, and no slot is kept.[/]",
        { Limit: null } => $"There is no limit now: every file is let through. {Words.Counted(result.Taken, "slot")} of an earlier limit:",
        { Limit: { } limit } when result.Taken >= limit =>
            $"[yellow]All {Words.Counted(limit, "slot")} taken[/]: new files are declined, until 'pipeline counter reset'.",
        _ => string.Create(CultureInfo.InvariantCulture, $"[green]{result.Taken} of {Words.Counted(result.Limit!.Value, "slot")} taken[/]: the next {result.Limit - result.Taken} go through."),
    };

    // Enough to tell it from others; --json has it whole.
    private static string Short(string version) => version.Length > 10 ? $"{version[..9]}…" : version;

    private static Markup State(SlotFileState state) => state switch
    {
        SlotFileState.Present => new Markup("[green]yes[/]"),
        SlotFileState.Replaced => new Markup("[yellow]replaced[/]"),
        SlotFileState.Deleted => new Markup("[yellow]deleted[/]"),
        _ => new Markup("[yellow]gone[/]"),
    };
}
