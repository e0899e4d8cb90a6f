using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.Lambda.SQSEvents;
using ServerlessPipeline.MarketData;

namespace ServerlessPipeline.Writer;

/// <summary>A message that is given up, and why.</summary>
internal sealed record DeadLetter(SQSEvent.SQSMessage Message, int Receives, string Reason);

/// <summary>
/// The messages of one event. Each counts as failed, for a reason, until it is done. Batches that are stored side by side may say
/// so side by side.
/// </summary>
internal sealed class MessageBatch
{
    private readonly Dictionary<string, Unfinished> _unfinished = [];
    private readonly Dictionary<(Symbol, DateTimeOffset), PendingItem> _items = [];
    private readonly Dictionary<string, int> _files = [];
    private readonly int _maximumReceives;

    public MessageBatch(IEnumerable<SQSEvent.SQSMessage> messages, int maximumReceives)
    {
        _maximumReceives = maximumReceives;
        foreach (var message in messages)
        {
            var isRow = RowMessage.TryParse(message.Body, out var row, out var reason);
            _unfinished[message.MessageId] = new Unfinished(message, row, reason);
            if (isRow)
            {
                Add(message.MessageId, row!);
                CollectionsMarshal.GetValueRefOrAddDefault(_files, row!.SourceKey, out _)++;
            }
        }

        Count = _unfinished.Count;
    }

    public int Count { get; }

    /// <summary>One an item: the same candle may come twice in one batch, which BatchWriteItem does not allow.</summary>
    public IReadOnlyCollection<PendingItem> Items => _items.Values;

    /// <summary>The rows of each file.</summary>
    public IReadOnlyDictionary<string, int> Files => _files;

    /// <summary>What is not stored, as it is now.</summary>
    public IReadOnlyList<Unfinished> Failed => [.. _unfinished.Values];

    public bool IsUnfinished(string messageId) => _unfinished.ContainsKey(messageId);

    /// <summary>What SQS is not to repeat: poison, and messages that failed on their last receive.</summary>
    public IEnumerable<DeadLetter> GivenUp => _unfinished.Values.Where(IsLastChance).Select(Letter);

    /// <summary>Whether time has to be kept for handing messages over, should they fail.</summary>
    public bool MayGiveUp => _unfinished.Values.Any(IsLastChance);

    public IEnumerable<string> Unfinished => _unfinished.Keys;

    public void Done(IEnumerable<string> messageIds)
    {
        lock (_unfinished)
        {
            foreach (var id in messageIds)
            {
                _unfinished.Remove(id);
            }
        }
    }

    /// <summary>Says why those of the messages failed that are not done.</summary>
    public void Fail(IEnumerable<string> messageIds, string reason)
    {
        lock (_unfinished)
        {
            foreach (var id in messageIds.Where(_unfinished.ContainsKey))
            {
                _unfinished[id] = _unfinished[id] with { Reason = reason };
            }
        }
    }

    private void Add(string messageId, RowMessage row)
    {
        var key = (row.Candle.Symbol, row.Candle.OpenTime);
        _items[key] = _items.TryGetValue(key, out var earlier)
            ? new PendingItem(row, [.. earlier.MessageIds, messageId])
            : new PendingItem(row, [messageId]);
    }

    private bool IsLastChance(Unfinished one) => !one.CanBeStored || one.Receives >= _maximumReceives;

    private static DeadLetter Letter(Unfinished one) =>
        new(one.Message, one.Receives, one.Why);
}

/// <param name="Row">Null for a message that can never be stored.</param>
/// <param name="Reason">Null as long as there is none.</param>
internal sealed record Unfinished(SQSEvent.SQSMessage Message, RowMessage? Row, string? Reason)
{
    public bool CanBeStored => Row is not null;

    public string Why => Reason ?? "the invocation's time was over before its turn";

    /// <summary>This one included; 1 where an event made by hand does not say.</summary>
    public int Receives { get; } = int.TryParse(
        Message.Attributes?.GetValueOrDefault("ApproximateReceiveCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : 1;
}
