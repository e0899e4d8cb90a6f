using System.CommandLine;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>The commands and options of <c>pipeline counter</c>.</summary>
internal static class CounterCommand
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON." };

    public static Command Create() => new(
        "counter", "The slots of FanOut: so many files are let through (setting fileLimit), and no more until they are reset.")
    {
        Show(), Reset(),
    };

    private static Command Show()
    {
        var command = new Command("show", "The files that hold a slot, and whether they are still in the bucket.\n\n"
            + "Examples:\n  pipeline counter show\n  pipeline counter show --json --outputs outputs.json") { Json };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => CounterExecution.ShowAsync(target, result.GetValue(Json), TimeProvider.System, cancellationToken),
            "Interrupted.",
            cancellationToken));
        return command;
    }

    private static Command Reset()
    {
        var command = new Command(
            "reset",
            "Gives all slots back, after asking: the next files are let through, as many as the limit allows. It is one conditional delete, safe while "
            + "FanOut runs; a file that FanOut is at work on then may take one of the new slots. Files, messages and items stay as they are. "
            + "Files that were declined before stay declined: 'pipeline backfill' brings their candles without a slot, or a copy of the file onto "
            + "itself ('aws s3api copy-object' with --storage-class STANDARD, which keeps its metadata) is a new file to FanOut. Exit code 0: done, or nothing was taken; 2: nothing was done.\n\n"
            + "Examples:\n  pipeline counter reset\n  pipeline counter reset --yes --outputs outputs.json")
        {
            Yes, Json,
        };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => CounterExecution.ResetAsync(
                target, result.GetValue(Yes), result.GetValue(Json), TimeProvider.System, cancellationToken),
            "Interrupted. 'pipeline counter show' says what holds a slot.",
            cancellationToken));
        return command;
    }
}
