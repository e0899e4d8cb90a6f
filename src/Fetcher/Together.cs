namespace ServerlessPipeline.Fetcher;

internal static class Together
{
    /// <summary>Runs the main part until it ends; the others, which have no end, run beside it. A failure of one is that of all.</summary>
    public static async Task WhileAsync(
        Func<CancellationToken, Task> main, IReadOnlyList<Func<CancellationToken, Task>> beside, CancellationToken cancellationToken)
    {
        var done = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await RunAsync(stop.Token, [RunMainAsync, .. beside]);
        }
        catch (OperationCanceledException) when (done)
        {
            // So it should end.
        }

        async Task RunMainAsync(CancellationToken token)
        {
            await main(token);
            done = true;
            await stop.CancelAsync();
        }
    }

    /// <summary>Runs all until they end. The first that fails takes the others along, and its failure is that of all.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken, params IReadOnlyList<Func<CancellationToken, Task>> parts)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] tasks = [.. parts.Select(part => part(stop.Token))];
        Task? failed = null;
        await foreach (var ended in Task.WhenEach(tasks))
        {
            if (ended.IsFaulted)
            {
                failed ??= ended;
                await stop.CancelAsync();
            }
        }

        await (failed ?? Task.WhenAll(tasks));
    }
}
