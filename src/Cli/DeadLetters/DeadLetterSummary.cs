using System.Text.Json;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>How many there are of each kind and reason; also the line of JSON that <c>dlq list --json</c> prints.</summary>
internal sealed record DeadLetterSummary(IReadOnlyList<QueueSummary> Queues)
{
    public static DeadLetterSummary Of(HeldQueues queues) =>
        new([.. queues.All.Select(queue => QueueSummary.Of(queue.Name, [.. queue.Letters], queue.Others))]);

    /// <summary>Of some dead letters of either queue.</summary>
    public static DeadLetterSummary Of(IReadOnlyList<DeadLetter> letters) =>
        new([.. letters.GroupBy(letter => letter.Queue).Select(queue => QueueSummary.Of(queue.Key, [.. queue], others: 0))]);

    public string ToJson() => JsonSerializer.Serialize(this, DeadLettersLine.Json.DeadLetterSummary);
}

/// <param name="Queue">Of <see cref="QueueNames"/>.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Others">How many more there are that another command is at work on, or that are too many to be read.</param>
/// <param name="Oldest">When the oldest came; null where there is none. The queue keeps it for fourteen days.</param>
/// <param name="Reasons">The most frequent first.</param>
internal sealed record QueueSummary(
    string Queue, int Count, int Others, DateTimeOffset? Oldest, IReadOnlyList<ReasonSummary> Reasons)
{
    public static QueueSummary Of(string name, IReadOnlyCollection<DeadLetter> letters, int others) => new(
        name,
        letters.Count,
        others,
        letters.Count == 0 ? null : letters.Min(letter => letter.SentAt),
        [
            .. letters
                .GroupBy(letter => (letter.Kind, Reason: ReasonText.Kind(letter)))
                .Select(group => new ReasonSummary(group.Key.Kind, group.Key.Reason, group.Count(), group.Min(letter => letter.SentAt)))
                .OrderByDescending(reason => reason.Count),
        ]);
}

/// <param name="Reason">Without the file, the line and the value; null where no reason came with it.</param>
internal sealed record ReasonSummary(DeadLetterKind Kind, string? Reason, int Count, DateTimeOffset Oldest);
