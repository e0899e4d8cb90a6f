using System.CommandLine;

namespace ServerlessPipeline.Cli.Clear;

/// <summary>The options of <c>pipeline clear</c>.</summary>
internal static class ClearCommand
{
    private static readonly Option<bool> Items = new("--items") { Description = "All items of ProcessedData." };

    private static readonly Option<bool> Files = new("--files")
    {
        Description = "All minute files and repair files, with earlier versions and delete markers.",
    };

    private static readonly Option<bool> State = new("--state")
    {
        Description = "PipelineState: the slots, and what the fetcher knows of the minutes that are there.",
    };

    private static readonly Option<bool> All = new("--all") { Description = "All three." };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON: files, items, state, problems." };

    public static Command Create()
    {
        var command = new Command(
            "clear",
            "Deletes items, files or state, after saying how much that is and asking. A table in AWS with deletion protection is left alone. "
            + "An interrupted run is simply repeated. Exit code 0: all is deleted, 1: something was not, 2: nothing was done.\n\n"
            + "Examples:\n  pipeline clear --all\n  pipeline clear --items --outputs outputs.json")
        {
            Items, Files, State, All, Yes, Json,
        };
        TargetOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!new[] { Items, Files, State, All }.Any(option => result.GetValue(option)))
            {
                result.AddError("Say what to delete: --items, --files, --state or --all.");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => new ClearExecution(target, Options(result), TimeProvider.System, new Random(Environment.ProcessId)).RunAsync(cancellationToken),
            "Interrupted. Nothing was deleted.",
            cancellationToken));
        return command;
    }

    private static ClearOptions Options(ParseResult result)
    {
        var all = result.GetValue(All);
        return new ClearOptions
        {
            Items = all || result.GetValue(Items),
            Files = all || result.GetValue(Files),
            State = all || result.GetValue(State),
            Yes = result.GetValue(Yes),
            Json = result.GetValue(Json),
        };
    }
}
