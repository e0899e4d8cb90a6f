using Spectre.Console;

namespace ServerlessPipeline.Cli;

/// <summary>The question before something is done that cannot be undone.</summary>
internal static class Confirmation
{
    /// <param name="console">Where it is asked.</param>
    /// <param name="question">Such as <c>Delete 3 files for good?</c></param>
    /// <param name="otherwise">What holds as long as nobody has answered, such as <c>Nothing is deleted</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandException">There is nobody to ask.</exception>
    public static async Task<bool> AskAsync(
        IAnsiConsole console, string question, string otherwise, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || !console.Profile.Capabilities.Interactive)
        {
            throw new CommandException($"{otherwise}: there is no terminal to ask on. Give --yes to go on without being asked.");
        }

        return await new ConfirmationPrompt(question) { DefaultValue = false }.ShowAsync(console, cancellationToken);
    }
}
