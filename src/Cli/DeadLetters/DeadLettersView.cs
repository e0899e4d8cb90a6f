using System.Globalization;
using Spectre.Console;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>What a person reads.</summary>
internal static class DeadLettersView
{
    private const string NoReason = "No reason came with it: SQS moved it";

    public static void Print(IAnsiConsole console, DeadLetterSummary summary, DateTimeOffset now)
    {
        foreach (var queue in summary.Queues.Where(queue => queue.Count + queue.Others > 0))
        {
            var others = queue.Others == 0 ? "" : $"; {queue.Others} more are in other hands, or too many to read at once";
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{Title(queue.Queue)}[/]: {queue.Count:N0}{others}");
            if (queue.Count == 0)
            {
                continue;
            }

            var table = new Table { Border = TableBorder.Rounded };
            table.AddColumn(new TableColumn("How many") { Alignment = Justify.Right }).AddColumn("What").AddColumn("Oldest").AddColumn("Why");
            foreach (var reason in queue.Reasons)
            {
                table.AddRow(
                    new Text(reason.Count.ToString("N0", CultureInfo.InvariantCulture)),
                    new Text(What(reason.Kind)),
                    new Text(Words.Age(now - reason.Oldest)),
                    new Text(Words.Printable(reason.Reason ?? NoReason)));
            }

            console.Write(table);
        }

        if (summary.Queues.All(queue => queue.Count + queue.Others == 0))
        {
            console.MarkupLine("[green]There are no dead letters.[/]");
        }
    }

    public static void Print(IAnsiConsole console, IReadOnlyList<DeadLetter> letters, DeadLettersOptions options, DateTimeOffset now)
    {
        if (letters.Count == 0)
        {
            console.MarkupLine("[green]There are no such dead letters.[/]");
        }

        foreach (var letter in letters)
        {
            console.MarkupLineInterpolated($"[bold]{letter.Id}[/] {Title(letter)}");
            if (letter.Files.Count > 0)
            {
                Line(console, "file", Place(letter));
            }

            if (letter.Text is { } text)
            {
                Line(console, "text", text);
            }

            Line(console, "why", letter.Reason ?? NoReason + Unknown(letter, options));
            Line(console, "when", $"{When(letter)}, {Words.Age(now - letter.SentAt)} ago{Tries(letter)}");
        }
    }

    public static void Print(IAnsiConsole console, RedriveResult result)
    {
        foreach (var problem in result.Problems)
        {
            console.MarkupLineInterpolated($"[red]{problem}[/]");
        }

        console.MarkupLineInterpolated(
            $"{Words.Counted(result.DeadLetters, "dead letter")}: sent {Words.Counted(result.Rows, "message")} to the rows queue and {Words.Counted(result.Files, "file")} to FanOut. What fails again comes back here.");
    }

    private static void Line(IAnsiConsole console, string name, string text)
    {
        console.Markup($"  [grey]{name,-5}[/]");
        // As it is, with whatever it has: no markup, and broken by the terminal alone.
        console.Profile.Out.Writer.WriteLine(Words.Printable(text));
    }

    private static string Title(string queue) => queue == QueueNames.Rows ? "Rows and lines" : "Files";

    private static string Title(DeadLetter letter) => letter.Kind switch
    {
        DeadLetterKind.Row => $"row {letter.Symbol} {letter.OpenTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
        DeadLetterKind.Line => letter.Symbol is { } symbol ? $"line of {symbol}" : "line",
        _ => What(letter.Kind),
    };

    private static string What(DeadLetterKind kind) => kind switch
    {
        DeadLetterKind.Row => "row",
        DeadLetterKind.Line => "line that is no candle",
        DeadLetterKind.Poison => "message that can never be stored",
        _ => "file",
    };

    private static string Place(DeadLetter letter)
    {
        var line = letter.Line is { } number ? $", line {number}" : "";
        var version = letter.Version is { } id ? $", version {id}" : "";
        return string.Join(", ", letter.Files) + line + version;
    }

    private static string Unknown(DeadLetter letter, DeadLettersOptions options) =>
        ", because the Writer was killed, ran out of time or could not hand it over. "
        + (options.Target.Outputs is null ? "The Writer's log is in the folder lambda/logs of the local run" : "See the Writer's log (runbook, 'A function fails')")
        + $", from {letter.SentAt:yyyy-MM-dd HH:mm:ss} UTC on.";

    private static string When(DeadLetter letter) => letter.FailedAt is { } failed
        ? $"failed {failed:yyyy-MM-dd HH:mm:ss} UTC"
        : $"sent {letter.SentAt:yyyy-MM-dd HH:mm:ss} UTC, failed later";

    private static string Tries(DeadLetter letter) => letter.Tries switch
    {
        null => "",
        1 => ", at the first try",
        var tries => $", after {tries} tries",
    };
}
