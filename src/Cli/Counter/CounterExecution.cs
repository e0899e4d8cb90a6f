using Spectre.Console;

namespace ServerlessPipeline.Cli.Counter;

/// <summary>The commands of <c>pipeline counter</c>.</summary>
internal static class CounterExecution
{
    public static async Task<int> ShowAsync(Target target, bool json, TimeProvider time, CancellationToken cancellationToken)
    {
        var slots = new FileSlots(target.Clients.DynamoDb, target.Outputs);
        var result = await ReadAsync(target, slots, await slots.ReadAsync(cancellationToken), cancellationToken);
        if (json)
        {
            Write(result.ToJson());
        }
        else
        {
            CounterView.Print(Terminal.Output(), result, time.GetUtcNow());
        }

        return ExitCodes.Success;
    }

    /// <exception cref="CommandException">Nothing was done: the slots have changed, or there is nobody to ask.</exception>
    public static async Task<int> ResetAsync(
        Target target, bool yes, bool json, TimeProvider time, CancellationToken cancellationToken)
    {
        var console = json ? Terminal.Errors() : Terminal.Output();
        var slots = new FileSlots(target.Clients.DynamoDb, target.Outputs);
        var seen = await slots.ReadAsync(cancellationToken);
        CounterView.Print(console, await ReadAsync(target, slots, seen, cancellationToken), time.GetUtcNow());
        if (seen.Count > 0)
        {
            if (!yes && !await Confirmation.AskAsync(
                console, $"Give {Words.Counted(seen.Count, "slot")} back, so that {Next(slots.Limit)}?", "Nothing is reset", cancellationToken))
            {
                return ExitCodes.NotRun;
            }

            if (!await slots.ResetAsync(seen, cancellationToken))
            {
                throw new CommandException("Nothing is reset: a file has taken a slot meanwhile, or another has reset them. Look again, and repeat.");
            }

            console.MarkupLineInterpolated($"[green]Gave {Words.Counted(seen.Count, "slot")} back: {Next(slots.Limit)}.[/]");
        }

        if (json)
        {
            Write(new CounterResetResult(seen.Count, slots.Limit).ToJson());
        }

        return ExitCodes.Success;
    }

    private static async Task<CounterResult> ReadAsync(
        Target target, FileSlots slots, IReadOnlyList<Slot> taken, CancellationToken cancellationToken) => new(
        taken.Count,
        slots.Limit,
        await new SlotFiles(target.Clients, target.Outputs["MinuteFilesBucket"]).ReadAsync(taken, cancellationToken));

    private static string Next(int? limit) => limit is { } files
        ? $"the next {(files == 1 ? "file runs" : $"{files} files run")}"
        : "all files run, as they do already";

    // Not through the console: it would break long lines to the terminal's width.
    private static void Write(string line) => Terminal.Output().Profile.Out.Writer.WriteLine(line);
}
