namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>The queues of a deployment that need a person: the rows' dead letters, and the files that FanOut gave up on.</summary>
internal sealed class HeldQueues(AwsClients clients, DeploymentOutputs outputs) : IAsyncDisposable
{
    public HeldQueue Rows { get; } = new(clients.Sqs, QueueNames.Rows, outputs["DeadLettersQueue"], RowLetters.Read);

    public HeldQueue Objects { get; } = new(clients.Sqs, QueueNames.Objects, outputs["FailedObjectsQueue"], ObjectLetters.Read);

    public IEnumerable<HeldQueue> All => [Rows, Objects];

    public Task ReadAsync(DeadLetterFilter filter, CancellationToken cancellationToken) => Task.WhenAll(
        All.Where(queue => filter.Queue is null || filter.Queue == queue.Name).Select(queue => queue.ReadAsync(cancellationToken)));

    /// <summary>Those that are meant, the oldest first.</summary>
    public IReadOnlyList<DeadLetter> Letters(DeadLetterFilter filter) =>
        [.. All.SelectMany(queue => queue.Letters).Where(filter.Matches).OrderBy(letter => letter.SentAt)];

    public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(queue => queue.DisposeAsync().AsTask()));
}
