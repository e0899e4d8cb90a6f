using Spectre.Console;

namespace ServerlessPipeline.Cli.Audit;

/// <summary>Shows how far the audit is: a line in place in a terminal, one every few seconds elsewhere.</summary>
internal static class AuditProgress
{
    private static readonly TimeSpan InPlaceEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public static async Task FollowAsync(IAnsiConsole console, Func<string> said, Task work, TimeProvider time)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            await console.Status().StartAsync(Markup.Escape(said()), async status =>
            {
                while (await Task.WhenAny(work, Task.Delay(InPlaceEvery, time)) != work)
                {
                    status.Status = Markup.Escape(said());
                }
            });
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(LineEvery, time)) != work)
            {
                console.WriteLine(said());
            }
        }

        await work;
    }
}
