using Spectre.Console;

namespace ServerlessPipeline.Cli;

/// <summary>Standard output and standard error, with colours and redrawing only where a terminal shows them.</summary>
internal static class Terminal
{
    // In a file or a pipe nobody wraps lines for us.
    private const int UnboundedWidth = 1000;

    public static IAnsiConsole Output() => Open(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Errors() => Open(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = UnboundedWidth;
        }

        return console;
    }
}
