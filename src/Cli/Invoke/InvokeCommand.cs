using System.CommandLine;

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
        Description = "The event, a file of JSON such as those of events/. It is sent as it is, in UTF-8.",
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
        command.SetAction((result, cancellationToken) => CommandRun.OfAsync(
            TargetOptions.Of(result),
            async target =>
            {
                var payload = EventFile.Read(result.GetValue(Event)!);
                var function = target.Outputs.Function(result.GetValue(Function)!);
                var answer = await Invocation.RunAsync(target, function, payload, TimeProvider.System, cancellationToken);
                InvokeReport.Print(answer, result.GetValue(Json));
                return answer.FunctionError is null ? ExitCodes.Success : ExitCodes.Failure;
            },
            "Interrupted. The function may have run all the same.",
            cancellationToken));
        return command;
    }
}
