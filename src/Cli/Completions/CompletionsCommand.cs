using System.CommandLine;

namespace ServerlessPipeline.Cli.Completions;

/// <summary>The arguments of <c>pipeline completions</c>.</summary>
internal static class CompletionsCommand
{
    private static readonly Argument<string> Shell = new("SHELL") { Description = "The shell that is to complete." };

    static CompletionsCommand() => Shell.AcceptOnlyFromAmong([.. ShellScripts.ByShell.Keys]);

    public static Command Create()
    {
        var command = new Command(
            "completions",
            "Prints what makes a shell complete commands, options and their values.\n\n"
            + "Examples:\n  eval \"$(pipeline completions bash)\"          in ~/.bashrc\n"
            + "  eval \"$(pipeline completions zsh)\"           in ~/.zshrc, after compinit\n"
            + "  pipeline completions fish | source           in ~/.config/fish/config.fish\n"
            + "  pipeline completions pwsh | Out-String | Invoke-Expression   in $PROFILE")
        {
            Shell,
        };
        command.SetAction(result => Console.Out.Write(ShellScripts.ByShell[result.GetValue(Shell)!]));
        return command;
    }
}
