using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>
/// The messages of a queue, hidden from others while they are worked on. What was not deleted is given back at the end; where
/// even that is not to be, it comes back by itself.
/// </summary>
internal sealed class HeldQueue(IAmazonSQS sqs, string name, string url, Func<Message, DeadLetter> read) : IAsyncDisposable
{
    // SQS lets no more than 120,000 messages of a queue be in flight.
    private const int Most = 100_000;
    private const int EntriesPerCall = 10;
    private const int CallsAtOnce = 8;
    private const int HiddenForSeconds = 600;

    // An empty answer of a queue whose count says otherwise is asked for again.
    private const int EmptyAnswers = 3;

    // Within what a program has to end after Ctrl+C.
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(8);

    private readonly Dictionary<string, DeadLetter> _held = [];

    public string Name => name;

    public IReadOnlyCollection<DeadLetter> Letters => _held.Values;

    /// <summary>How many more the queue has: in the hands of others, or beyond what can be held at once.</summary>
    public int Others { get; private set; }

    /// <summary>Takes all that is there now. What arrives later is left alone, so that work on it cannot go on for ever.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var attributes = await sqs.GetQueueAttributesAsync(
            url,
            [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible],
            cancellationToken);
        var empty = 0;
        while (_held.Count < Most && empty < (_held.Count < attributes.ApproximateNumberOfMessages ? EmptyAnswers : 1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // An answer that nobody waits for would hide its messages; so a call that is made is waited for.
            var response = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(url)
                {
                    MaxNumberOfMessages = EntriesPerCall,
                    MessageAttributeNames = ["All"],
                    MessageSystemAttributeNames = [MessageSystemAttributeName.SentTimestamp],
                    VisibilityTimeout = HiddenForSeconds,
                    WaitTimeSeconds = 1,
                },
                CancellationToken.None);
            empty = response.Messages is { Count: > 0 } ? 0 : empty + 1;
            foreach (var message in response.Messages ?? [])
            {
                _held[message.MessageId] = read(message);
            }
        }

        var all = attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible;
        Others = Math.Max(0, all - _held.Count);
    }

    /// <returns>How many are deleted; those that are not stay in the queue.</returns>
    public async Task<int> DeleteAsync(IEnumerable<DeadLetter> letters)
    {
        var deleted = 0;
        foreach (var batch in letters.Chunk(EntriesPerCall))
        {
            var response = await sqs.DeleteMessageBatchAsync(
                url, [.. batch.Select((letter, index) => new DeleteMessageBatchRequestEntry(Id(index), letter.Message.ReceiptHandle))]);
            foreach (var one in response.Successful ?? [])
            {
                lock (_held)
                {
                    _held.Remove(batch[int.Parse(one.Id, CultureInfo.InvariantCulture)].Id);
                }

                deleted++;
            }
        }

        return deleted;
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(GiveBackWithin);
        try
        {
            await Parallel.ForEachAsync(
                _held.Values.Chunk(EntriesPerCall),
                new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = deadline.Token },
                async (batch, token) => await sqs.ChangeMessageVisibilityBatchAsync(
                    new ChangeMessageVisibilityBatchRequest(
                        url,
                        [
                            .. batch.Select((letter, index) => new ChangeMessageVisibilityBatchRequestEntry(
                                Id(index), letter.Message.ReceiptHandle) { VisibilityTimeout = 0 }),
                        ]),
                    token));
        }
        catch (Exception exception) when (ServiceErrors.Are(exception) || exception is OperationCanceledException)
        {
            // They come back when their time is over.
        }
    }

    private static string Id(int index) => index.ToString(CultureInfo.InvariantCulture);
}
