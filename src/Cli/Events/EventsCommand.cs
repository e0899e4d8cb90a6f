using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.Cli.Events;

/// <summary>The commands and options of <c>pipeline events</c>.</summary>
internal static class EventsCommand
{
    private const string All = "all";
    private const int UsualRows = 5;

    private static readonly Argument<string[]> Keys = new("KEY")
    {
        Description = "The files' keys in the bucket, such as data_1_min/dt=2026-02-02/1340.tsv.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Argument<string> Key = new("KEY") { Description = "The file's key in the bucket." };

    private static readonly Option<string> Rows = new("--rows")
    {
        Description = $"How many of its rows, from the top; '{All}' for all.",
        DefaultValueFactory = _ => UsualRows.ToString(CultureInfo.InvariantCulture),
        HelpName = "N",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The file to write. [default: standard output]",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "All of it in one line." };

    static EventsCommand() => Rows.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is var rows && rows != All && Number(rows) is null or < 1)
        {
            result.AddError($"--rows: '{rows}' is neither a number from 1 on nor '{All}'.");
        }
    });

    public static Command Create() => new("events", "Test events for the functions, to be given to 'pipeline invoke' or to Lambda's console.")
    {
        new Command("make", "Makes an event from what is in the bucket.") { OfUploads(), OfRows() },
    };

    private static Command OfUploads() => Subcommand(
        "s3",
        "For FanOut: the files were uploaded. The key of a file given twice makes a repeated notification.\n\n"
        + "Example:\n  pipeline events make s3 data_1_min/dt=2026-02-02/1340.tsv --out put.json\n  pipeline invoke FanOut --event put.json",
        Keys,
        (files, result, cancellationToken) => files.UploadedAsync(result.GetValue(Keys)!, cancellationToken));

    private static Command OfRows()
    {
        var command = Subcommand(
            "sqs",
            "For the Writer: the messages of a file's first rows, as FanOut sends them.\n\n"
            + "Example:\n  pipeline events make sqs data_1_min/dt=2026-02-02/1340.tsv --rows 2 --out rows.json\n  pipeline invoke Writer --event rows.json",
            Key,
            (files, result, cancellationToken) => files.RowsAsync(result.GetValue(Key)!, Number(result.GetValue(Rows)), cancellationToken));
        command.Add(Rows);
        return command;
    }

    private static Command Subcommand(
        string name,
        string description,
        Argument argument,
        Func<EventFiles, ParseResult, CancellationToken, Task<JsonObject>> make)
    {
        var command = new Command(name, description) { argument, Out, Json };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            async target =>
            {
                var made = await make(new EventFiles(target.Clients.S3, target.Outputs), result, cancellationToken);
                await WriteAsync(made, result.GetValue(Out), result.GetValue(Json), cancellationToken);
                return ExitCodes.Success;
            },
            "Interrupted.",
            cancellationToken));
        return command;
    }

    private static async Task WriteAsync(JsonObject made, string? path, bool oneLine, CancellationToken cancellationToken)
    {
        var text = made.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = !oneLine,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        if (path is null)
        {
            Terminal.Output().Profile.Out.Writer.WriteLine(text);
            return;
        }

        try
        {
            await File.WriteAllTextAsync(path, text + "\n", cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {path} cannot be written: {exception.Message}", exception);
        }
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
