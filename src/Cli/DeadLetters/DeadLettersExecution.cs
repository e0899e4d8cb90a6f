using Spectre.Console;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>The commands of <c>pipeline dlq</c>.</summary>
/// <remarks>Each throws a <see cref="CommandException"/> where nothing was done.</remarks>
internal static class DeadLettersExecution
{
    public static Task<int> ListAsync(DeadLettersOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithQueuesAsync(options, (_, _, queues) =>
        {
            var summary = DeadLetterSummary.Of(queues);
            if (options.Json)
            {
                Write(summary.ToJson());
            }
            else
            {
                DeadLettersView.Print(Terminal.Output(), summary, time.GetUtcNow());
            }

            return Task.FromResult(ExitCodes.Success);
        }, cancellationToken);

    public static Task<int> ShowAsync(DeadLettersOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithQueuesAsync(options, (_, _, queues) =>
        {
            var letters = queues.Letters(options.Filter);
            if (options.Json)
            {
                Write(DeadLettersResult.Of(letters).ToJson());
            }
            else
            {
                DeadLettersView.Print(Terminal.Output(), letters, options, time.GetUtcNow());
            }

            return Task.FromResult(ExitCodes.Success);
        }, cancellationToken);

    public static Task<int> RedriveAsync(DeadLettersOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithQueuesAsync(options, async (clients, outputs, queues) =>
        {
            var letters = queues.Letters(options.Filter);
            var redrive = new Redrive(clients, outputs, queues, time);
            // With --json, standard output has the result alone.
            var console = options.Json ? Terminal.Errors() : Terminal.Output();
            try
            {
                await WorkProgress.FollowAsync(
                    console, "Redrive", letters.Count, () => redrive.Done, redrive.RunAsync(letters, cancellationToken), time);
            }
            catch (Exception exception) when (ServiceErrors.Are(exception))
            {
                redrive.Problems.Enqueue(exception.Message);
            }

            var result = new RedriveResult(letters.Count, redrive.Rows, redrive.Files, [.. redrive.Problems]);
            DeadLettersView.Print(console, result);
            if (options.Json)
            {
                Write(result.ToJson());
            }

            return result.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }, cancellationToken);

    public static Task<int> DiscardAsync(DeadLettersOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithQueuesAsync(options, async (_, _, queues) =>
        {
            var letters = queues.Letters(options.Filter);
            var console = options.Json ? Terminal.Errors() : Terminal.Output();
            DeadLettersView.Print(console, DeadLetterSummary.Of(letters), time.GetUtcNow());
            if (letters.Count > 0 && !options.Yes && !await Confirmation.AskAsync(
                console, $"Delete {Words.Counted(letters.Count, "dead letter")} for good?", "Nothing is deleted", cancellationToken))
            {
                return ExitCodes.NotRun;
            }

            var deleted = 0;
            foreach (var queue in queues.All)
            {
                deleted += await queue.DeleteAsync(letters.Where(letter => letter.Queue == queue.Name));
            }

            console.MarkupLineInterpolated($"Deleted {Words.Counted(deleted, "dead letter")}.");
            if (options.Json)
            {
                Write(new DiscardResult(letters.Count, deleted).ToJson());
            }

            return deleted == letters.Count ? ExitCodes.Success : ExitCodes.Failure;
        }, cancellationToken);

    private static async Task<int> WithQueuesAsync(
        DeadLettersOptions options,
        Func<AwsClients, DeploymentOutputs, HeldQueues, Task<int>> work,
        CancellationToken cancellationToken)
    {
        using var target = Target.Open(options.Target);
        await using var queues = new HeldQueues(target.Clients, target.Outputs);
        try
        {
            await queues.ReadAsync(options.Filter, cancellationToken);
        }
        catch (Exception exception) when (ServiceErrors.Are(exception))
        {
            throw new CommandException($"The dead letters cannot be read: {ServiceErrors.Sentence(exception, target.Local)}", exception);
        }

        return await work(target.Clients, target.Outputs, queues);
    }

    // Not through the console: it would break long lines to the terminal's width.
    private static void Write(string line) => Terminal.Output().Profile.Out.Writer.WriteLine(line);
}
