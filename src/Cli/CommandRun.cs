using Spectre.Console;

namespace ServerlessPipeline.Cli;

/// <summary>What all commands do the same way when they cannot go on: one sentence, and an exit code.</summary>
internal static class CommandRun
{
    /// <param name="interrupted">What the user should know after Ctrl+C.</param>
    public static async Task<int> OfAsync(Func<Task<int>> run, string interrupted, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (CommandException exception)
        {
            Terminal.Errors().MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return ExitCodes.NotRun;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Terminal.Errors().WriteLine(interrupted);
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Of a command that works on a deployment; what its services refuse is told, too.</summary>
    public static Task<int> OfAsync(
        TargetChoice choice, Func<Target, Task<int>> run, string interrupted, CancellationToken cancellationToken) => OfAsync(
        async () =>
        {
            LocalTarget? local = null;
            try
            {
                using var target = Target.Open(choice);
                local = target.Local;
                return await run(target);
            }
            catch (Exception exception) when (ServiceErrors.Are(exception))
            {
                throw new CommandException(ServiceErrors.Sentence(exception, local), exception);
            }
        },
        interrupted,
        cancellationToken);
}
