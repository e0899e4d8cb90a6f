using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>
/// Sends dead letters again, and deletes each after it was sent: killed in between nothing is lost, and what is sent twice is
/// the same item.
/// </summary>
internal sealed class Redrive(AwsClients clients, DeploymentOutputs outputs, HeldQueues queues, TimeProvider time)
{
    private const int EntriesPerCall = 10;
    private const int BytesPerCall = 900 * 1024;
    private const int CallsAtOnce = 4;

    private readonly FanOutEvents _events = new(clients.Lambda, outputs["FanOutFunction"], outputs["MinuteFilesBucket"], time);
    private int _rows;
    private int _files;
    private int _done;

    /// <summary>Letters that are dealt with, well or not.</summary>
    public int Done => _done;

    /// <summary>Messages sent to the rows queue.</summary>
    public int Rows => _rows;

    /// <summary>Events sent to FanOut.</summary>
    public int Files => _files;

    /// <summary>What was not sent, or could not be deleted, in words.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    public async Task RunAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Batches(letters.Where(letter => letter.Kind is DeadLetterKind.Row or DeadLetterKind.Poison)),
            options,
            async (batch, token) => await SendRowsAsync(batch, token));
        // All lines of a file come back with it, so it is sent once.
        await Parallel.ForEachAsync(
            letters.Where(letter => letter.Kind == DeadLetterKind.Line).GroupBy(letter => (letter.Files[0], letter.Version)),
            options,
            async (file, token) => await SendEventAsync(queues.Rows, [.. file], _events.Of(file.Key.Item1, file.Key.Version), token));
        await Parallel.ForEachAsync(
            letters.Where(letter => letter.Kind == DeadLetterKind.File),
            options,
            async (letter, token) => await SendEventAsync(queues.Objects, [letter], letter.Event, token));
    }

    private async Task SendRowsAsync(IReadOnlyList<DeadLetter> batch, CancellationToken cancellationToken)
    {
        var response = await clients.Sqs.SendMessageBatchAsync(
            outputs["RowsQueue"],
            [.. batch.Select((letter, index) => new SendMessageBatchRequestEntry(index.ToString(CultureInfo.InvariantCulture), letter.Message.Body)
            {
                MessageAttributes = OwnAttributes(letter.Message),
            })],
            cancellationToken);
        foreach (var failed in response.Failed ?? [])
        {
            Problems.Enqueue($"{Letter(failed.Id).Id}: SQS did not take it: {failed.Message}");
        }

        var sent = (response.Successful ?? []).ConvertAll(one => Letter(one.Id));
        Interlocked.Add(ref _rows, sent.Count);
        await DeleteAsync(queues.Rows, sent);
        Interlocked.Add(ref _done, batch.Count);

        DeadLetter Letter(string id) => batch[int.Parse(id, CultureInfo.InvariantCulture)];
    }

    private async Task SendEventAsync(
        HeldQueue queue, IReadOnlyList<DeadLetter> letters, string? s3Event, CancellationToken cancellationToken)
    {
        if (s3Event is null)
        {
            Problems.Enqueue($"{letters[0].Id}: there is no event in it that could be sent again.");
        }
        else
        {
            await _events.SendAsync(s3Event, cancellationToken);
            Interlocked.Increment(ref _files);
            await DeleteAsync(queue, letters);
        }

        Interlocked.Add(ref _done, letters.Count);
    }

    private async Task DeleteAsync(HeldQueue queue, IReadOnlyList<DeadLetter> letters)
    {
        var deleted = await queue.DeleteAsync(letters);
        if (deleted < letters.Count)
        {
            Problems.Enqueue($"{letters.Count - deleted} dead letters were sent again and not deleted.");
        }
    }

    /// <summary>Those that the message had before it was a dead letter.</summary>
    internal static Dictionary<string, MessageAttributeValue> OwnAttributes(Message message) => (message.MessageAttributes ?? [])
        .Where(attribute => !MessageAttributes.OfDeadLetters.Contains(attribute.Key))
        .ToDictionary();

    private static IEnumerable<IReadOnlyList<DeadLetter>> Batches(IEnumerable<DeadLetter> letters)
    {
        var batch = new List<DeadLetter>();
        var bytes = 0;
        foreach (var letter in letters)
        {
            var size = Encoding.UTF8.GetByteCount(letter.Message.Body);
            if (batch.Count == EntriesPerCall || (batch.Count > 0 && bytes + size > BytesPerCall))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(letter);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
