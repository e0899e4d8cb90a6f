using Spectre.Console;

namespace ServerlessPipeline.Cli.Doctor;

/// <summary>What a person reads: a line for each check.</summary>
internal static class DoctorView
{
    public static void Print(IAnsiConsole console, DoctorResult result)
    {
        var lines = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var finding in result.Checks)
        {
            var cure = finding.Cure is null ? "" : $". {finding.Cure}";
            lines.AddRow(new Markup(Mark(finding.Verdict)), new Markup($"[bold]{finding.Name}[/]"), new Text(Words.Printable(finding.Text + cure)));
        }

        console.Write(lines);
        console.MarkupLine(result switch
        {
            { Problems: > 0 } => $"[red]{Words.Counted(result.Problems, "problem")}[/], {Words.Counted(result.Warnings, "warning")}.",
            { Warnings: > 0 } => $"[green]No problem[/], {Words.Counted(result.Warnings, "warning")}.",
            _ => "[green]All is well.[/]",
        });
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "[green]ok[/]",
        Verdict.Warning => "[yellow]warning[/]",
        _ => "[red]problem[/]",
    };
}
