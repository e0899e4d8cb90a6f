using Spectre.Console;

namespace ServerlessPipeline.Cli.Up;

/// <summary>Shows a run while it goes on.</summary>
internal abstract class UpView
{
    /// <summary>A live view in a terminal, plain lines elsewhere.</summary>
    public static UpView For(IAnsiConsole console, string title, TimeProvider time) =>
        console.Profile.Capabilities.Ansi
            ? new LiveView(console, title, time)
            : new PlainView(console, title);

    /// <summary>Runs <paramref name="follow"/>, which calls what it is given with each new status.</summary>
    public abstract Task<RunEnd> FollowAsync(Func<Action<PipelineStatus>, Task<RunEnd>> follow);
}
