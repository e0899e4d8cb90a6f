using System.CommandLine;
using Spectre.Console;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>The arguments of <c>pipeline invoke</c>, and what it prints when there is nothing to invoke.</summary>
internal static class InvokeCommand
{
    private static readonly Argument<string> Function = new("FUNCTION")
    {
        Description = "FanOut or Writer, or the function's whole name.",
    };

    private static readonly Option<string> Event = new("--event")
    {
        Description = "The event, a file of JSON such as those of events/. It is sent as it is.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON: statusCode, functionError, payload, log, durationMilliseconds.",
    };

    public static Command Create()
    {
        var command = new Command(
            "invoke",
            "Runs a function with an event and prints its answer. Exit code 0: it succeeded, 1: it failed, 2: it was not run.")
        {
            Function, Event, Json,
        };
        TargetOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            new InvokeOptions
            {
                Function = result.GetValue(Function)!,
                Event = result.GetValue(Event)!,
                Outputs = result.GetValue(TargetOptions.Outputs),
                Data = result.GetValue(TargetOptions.Data),
                Port = result.GetValue(TargetOptions.Port),
                Json = result.GetValue(Json),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(InvokeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var payload = EventFile.Read(options.Event);
            var target = InvokeTarget.Of(options);
            var result = await target.InvokeAsync(payload, TimeProvider.System, cancellationToken);
            InvokeReport.Print(result, options.Json);
            return result.FunctionError is null ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (CommandException exception)
        {
            Terminal.Errors().MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return ExitCodes.NotRun;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }
}
