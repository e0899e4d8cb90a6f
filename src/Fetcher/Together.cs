namespace ServerlessPipeline.Fetcher;

internal static class Together
{
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
