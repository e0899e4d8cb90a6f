using Spectre.Console;

namespace ServerlessPipeline.Cli.Up;

/// <summary>A line for each step of the start, with how long it took.</summary>
internal sealed class Steps(IAnsiConsole console, TimeProvider time)
{
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> step)
    {
        var started = time.GetTimestamp();
        console.Write($"{name} …");
        try
        {
            var result = await step();
            console.MarkupLine($" [green]{time.GetElapsedTime(started).TotalSeconds:0.0} s[/]");
            return result;
        }
        catch
        {
            console.WriteLine();
            throw;
        }
    }

    public Task RunAsync(string name, Func<Task> step) => RunAsync(name, async () =>
    {
        await step();
        return true;
    });

    public void Warn(string text) => console.MarkupLineInterpolated($"[yellow]Warning: {text}[/]");
}
