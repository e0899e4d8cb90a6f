using Spectre.Console;

namespace ServerlessPipeline.Cli;

/// <summary>Shows work while it goes on: a bar in a terminal, a line every few seconds elsewhere.</summary>
internal static class WorkProgress
{
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public static async Task FollowAsync(IAnsiConsole console, string title, long total, Func<long> done, Task work, TimeProvider time)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            await console.Progress().StartAsync(async context =>
            {
                var bar = context.AddTask(title, maxValue: Math.Max(total, 1));
                while (!work.IsCompleted)
                {
                    await Task.WhenAny(work, Task.Delay(BarEvery, time));
                    bar.Value = done();
                }
            });
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(LineEvery, time)) != work)
            {
                console.WriteLine($"{title}: {done()} of {total}");
            }
        }

        await work;
    }
}
