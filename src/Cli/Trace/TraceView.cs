using System.Globalization;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>What a person reads.</summary>
internal static class TraceView
{
    /// <param name="where">The deployment, in a few words.</param>
    /// <param name="hint">How to learn more; null for no need.</param>
    public static void Print(IAnsiConsole console, Story story, string where, string? hint)
    {
        console.MarkupLine($"[bold]{Markup.Escape(Words.Printable(story.Subject))}[/] [grey]· {Markup.Escape(where)}[/]");
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "", "");
        foreach (var step in story.Steps)
        {
            table.AddRow(
                new Markup(Mark(step.State)),
                new Markup($"[grey]{Time(step.At)}[/]") { Overflow = Overflow.Fold },
                new Text(step.State == StepState.Note ? "" : step.Stage),
                new Text(Words.Printable(step.Text)));
            if (step.Request is { } request)
            {
                table.AddRow(new Text(""), new Text(""), new Text(""), new Markup($"[grey]request {Markup.Escape(Words.Printable(request))}[/]"));
            }
        }

        table.Columns[1].NoWrap();
        table.Columns[2].NoWrap();
        console.Write(table);
        console.MarkupLine($"[{(story.Complete ? "green" : "red")}]{Markup.Escape(Words.Printable(story.Verdict))}[/]");
        if (hint is not null)
        {
            // Not through the console: a command must not be broken to the terminal's width.
            console.Profile.Out.Writer.WriteLine(hint);
        }
    }

    private static string Mark(StepState state) => state switch
    {
        StepState.Done => "[green]✓[/]",
        StepState.Stopped => "[red]✗[/]",
        StepState.Unknown => "[yellow]?[/]",
        _ => "[grey]·[/]",
    };

    private static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "";
}
