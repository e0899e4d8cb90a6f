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
    private readonly List<Unfinished> _superseded = [];
    private readonly int _maximumReceives;

    /// <exception cref="FormatException">A record of the event is no message.</exception>
    public MessageBatch(IEnumerable<SQSEvent.SQSMessage> messages, int maximumReceives)
    {
        _maximumReceives = maximumReceives;
        foreach (var (index, message) in messages.Index())
        {
            if (message?.MessageId is not { Length: > 0 })
            {
                // SQS gives each message one, and without it nobody could be told what became of it.
                throw new FormatException($"Record {index + 1} of the event has no 'messageId', so it is no message of SQS's.");
            }

            var isRow = RowMessage.TryParse(message.Body, out var row, out var reason);
            _unfinished[message.MessageId] = new Unfinished(message, row, reason);
            if (isRow)
            {
                Add(message, row!);
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

    /// <summary>Messages of which the table had a newer version.</summary>
    public IReadOnlyList<Unfinished> SupersededMessages => _superseded;

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

    /// <summary>The table has a newer version of the row: so the messages are done.</summary>
    public void Superseded(PendingItem item)
    {
        lock (_unfinished)
        {
            foreach (var id in item.MessageIds)
            {
                if (_unfinished.Remove(id, out var one))
                {
                    _superseded.Add(one with { Reason = "the item is of a newer version of the row" });
                }
            }
        }
    }

    /// <summary>Of two versions of a row the newer one is to be stored, and with that the older one's message is done, too.</summary>
    private void Add(SQSEvent.SQSMessage message, RowMessage row)
    {
        var key = (row.Candle.Symbol, row.Candle.OpenTime);
        var uploadedAt = MessageAttributes.UploadedAtOf(message.MessageAttributes?.GetValueOrDefault(MessageAttributes.UploadedAt)?.StringValue);
        var item = new PendingItem(row, uploadedAt, [message.MessageId]);
        if (_items.TryGetValue(key, out var other))
        {
            item = (item.Version < other.Version ? other : item) with { MessageIds = [.. other.MessageIds, message.MessageId] };
        }

        _items[key] = item;
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
