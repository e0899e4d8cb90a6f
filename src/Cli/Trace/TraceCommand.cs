using System.CommandLine;

namespace ServerlessPipeline.Cli.Trace;

/// <summary>The arguments and options of <c>pipeline trace</c>.</summary>
internal static class TraceCommand
{
    private static readonly Argument<string[]> What = new("KEY")
    {
        Description = "A file's key, or an item as SYMBOL MINUTE or SYMBOL@MINUTE, the minute in UTC, such as 2026-02-02T13:40:00Z.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> DeadLetters = new("--dead-letters")
    {
        Description = "Look into the dead letters, too. It reads all of them, and hides them from others for that long.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON: subject, complete, verdict, and steps of stage, state (done, stopped, unknown, note), at, text, request.",
    };

    public static Command Create()
    {
        var command = new Command(
            "trace",
            "The story of a file or an item, with times: fetched, uploaded, claimed, sent, received, written; and where it stopped, and why. It asks S3, the "
            + "tables, the queues and the logs (in AWS those of a day from the upload on, in CloudWatch; without the right to read them it tells the rest). "
            + "Exit code 0: the whole way is there, 1: it stopped on the way, 2: it could not look.\n\n"
            + "Examples:\n  pipeline trace data_1_min/dt=2026-02-02/1340.tsv\n  pipeline trace BTCUSDT 2026-02-02T13:40:00Z\n"
            + "  pipeline trace BTCUSDT@2026-02-02T13:40:00Z --json --outputs outputs.json")
        {
            What, DeadLetters, Json,
        };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => new TraceExecution(target, TargetOptions.Of(result)).RunAsync(
                result.GetValue(What)!, result.GetValue(DeadLetters), result.GetValue(Json), cancellationToken),
            "Interrupted.",
            cancellationToken));
        return command;
    }
}
