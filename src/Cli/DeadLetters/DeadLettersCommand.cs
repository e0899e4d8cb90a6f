using System.CommandLine;
using System.CommandLine.Parsing;
using Symbol = ServerlessPipeline.MarketData.Symbol;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>The commands and options of <c>pipeline dlq</c>, and what it prints when it cannot go on.</summary>
internal static class DeadLettersCommand
{
    private static readonly Argument<string[]> Shown = new("ID")
    {
        Description = "Ids, or their beginnings. [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Id = new("--id")
    {
        Description = "The id, or its beginning, as 'dlq show' prints it. May be given several times.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Queue = new("--queue")
    {
        Description = "rows: rows and lines; objects: files that FanOut gave up on.",
        HelpName = "rows|objects",
    };

    private static readonly Option<Symbol?> OfSymbol = new("--symbol")
    {
        Description = "The symbol.",
        HelpName = "SYMBOL",
        CustomParser = result => OptionValues.Symbols(result) is [var only, ..] ? only : null,
    };

    private static readonly Option<string?> File = new("--file") { Description = "The file's key.", HelpName = "KEY" };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "A part of the reason, as 'dlq list' or 'dlq show' prints it.",
        HelpName = "TEXT",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON." };

    static DeadLettersCommand()
    {
        Queue.AcceptOnlyFromAmong(QueueNames.Rows, QueueNames.Objects);
        Shown.Validators.Add(RefuseEmpty);
        Id.Validators.Add(RefuseEmpty);
    }

    public static Command Create() => new(
        "dlq",
        "Dead letters: rows that could not be written, lines that are no candles, and files that FanOut gave up on. "
        + "Looking at them leaves them where they are.")
    {
        Subcommand("list", "How many there are, how old, and why.", DeadLettersExecution.ListAsync),
        Subcommand("show", "Each of them: what it is, why it failed, when, and after how many tries.", DeadLettersExecution.ShowAsync, Shown, Queue, OfSymbol, File, Reason),
        Subcommand(
            "redrive",
            "Sends them again, once their cause is gone: rows to the rows queue, files (for a line: its file) to FanOut. What fails "
            + "again comes back. Exit code 0: all were sent, 1: some were not, 2: nothing was done.",
            DeadLettersExecution.RedriveAsync, Id, Queue, OfSymbol, File, Reason),
        Subcommand(
            "discard",
            "Deletes them, after asking. The minute files in S3 stay. Exit code 0: all were deleted, 1: some were not, 2: nothing was done.",
            DeadLettersExecution.DiscardAsync, Id, Queue, OfSymbol, File, Reason, Yes),
    };

    private static Command Subcommand(
        string name,
        string description,
        Func<DeadLettersOptions, TimeProvider, CancellationToken, Task<int>> run,
        params IReadOnlyList<System.CommandLine.Symbol> parameters)
    {
        var command = new Command(name, description);
        foreach (var parameter in parameters)
        {
            if (parameter is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)parameter);
            }
        }

        command.Add(Json);
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            () => run(Options(result), TimeProvider.System, cancellationToken),
            "Interrupted. What was not dealt with is in its queue as before.",
            cancellationToken));
        return command;
    }

    // Of an option that the command does not have, this is the default.
    private static DeadLettersOptions Options(ParseResult result) => new()
    {
        Filter = new DeadLetterFilter
        {
            Ids = [.. result.GetValue(Shown) ?? [], .. result.GetValue(Id) ?? []],
            Queue = result.GetValue(Queue),
            Symbol = result.GetValue(OfSymbol),
            File = result.GetValue(File),
            Reason = result.GetValue(Reason),
        },
        Target = TargetOptions.Of(result),
        Json = result.GetValue(Json),
        Yes = result.GetValue(Yes),
    };

    // It would be the beginning of every id.
    private static void RefuseEmpty(SymbolResult result)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError("An id must not be empty.");
        }
    }
}
