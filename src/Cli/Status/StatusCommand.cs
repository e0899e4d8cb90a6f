using System.CommandLine;

namespace ServerlessPipeline.Cli.Status;

/// <summary>The options of <c>pipeline status</c>.</summary>
internal static class StatusCommand
{
    private const double DefaultSeconds = 5;

    private static readonly Option<bool> Watch = new("--watch") { Description = "Look again and again, until Ctrl+C; two looks give rates." };

    private static readonly Option<double?> Every = new("--every")
    {
        Description = $"With --watch: how long to wait between two looks. [default: {DefaultSeconds}]",
        HelpName = "SECONDS",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON, with --watch one for each look." };

    public static Command Create()
    {
        var command = new Command(
            "status",
            "How each stage does: the newest minute file, slots, queues, dead letters, the newest items. A look costs some twenty requests and no scan. "
            + "Exit code 0: all is well, 1: something needs a person (dead letters, a newest file that is old, a file without items), 2: it could not look.\n\n"
            + "Examples:\n  pipeline status\n  pipeline status --watch --every 10 --outputs outputs.json")
        {
            Watch, Every, Json,
        };
        TargetOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Every) is not { Implicit: false } every)
            {
                return;
            }

            if (result.GetResult(Watch) is null or { Implicit: true })
            {
                result.AddError("--every goes with --watch.");
            }
            else if (every.GetValueOrDefault<double?>() is not (>= 0.5 and <= 86_400))
            {
                result.AddError("--every must be at least 0.5 and at most 86400 seconds.");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            target => new StatusExecution(
                target,
                new StatusOptions(
                    result.GetValue(Watch) ? TimeSpan.FromSeconds(result.GetValue(Every) ?? DefaultSeconds) : null, result.GetValue(Json)),
                TimeProvider.System).RunAsync(cancellationToken),
            "Interrupted.",
            cancellationToken));
        return command;
    }
}
