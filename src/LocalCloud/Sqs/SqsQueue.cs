namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>One standard queue. Everything throws <see cref="SqsException"/> as SQS answers, and is on disk when it returns.</summary>
internal sealed class SqsQueue
{
    public const int MostPerReceive = 10;

    private static readonly TimeSpan LongestVisibilityTimeout = TimeSpan.FromHours(12);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);

    private readonly MessageStore _messages;
    private readonly TimeProvider _time;
    private readonly Func<string, SqsQueue?> _findQueue;
    private readonly Signal _changed = new();
    private volatile StoredQueue _stored;
    private volatile bool _deleted;
    private DateTimeOffset _purgedAt = DateTimeOffset.MinValue;

    /// <param name="stored">What the database holds about the queue.</param>
    /// <param name="messages">The messages of all queues.</param>
    /// <param name="findQueue">The queue of an ARN, for dead letters.</param>
    /// <param name="time">The clock of timestamps and waits.</param>
    public SqsQueue(StoredQueue stored, MessageStore messages, Func<string, SqsQueue?> findQueue, TimeProvider time)
    {
        _stored = stored;
        _messages = messages;
        _findQueue = findQueue;
        _time = time;
    }

    public string Name => _stored.Name;
    public string Arn => LocalAccount.Arn("sqs", Name);
    public QueueSettings Settings => _stored.Settings;

    /// <summary>The queue's row; set by <see cref="SqsService"/> when its settings change, null when it is deleted.</summary>
    internal StoredQueue? Stored
    {
        get => _deleted ? null : _stored;
        set
        {
            _deleted = value is null;
            _stored = value ?? _stored;
            _changed.Raise();
        }
    }

    /// <summary>Messages accepted since the queue was created; dead letters do not count, as in CloudWatch's NumberOfMessagesSent.</summary>
    public long MessagesSent => _messages.CountSent(Existing.Number);

    /// <summary>What SQS calls approximate, exactly.</summary>
    public QueueCounts Count() => _messages.Count(Existing, Now);

    private StoredQueue Existing => Stored ?? throw SqsException.QueueDoesNotExist();
    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public SentMessage Send(OutgoingMessage message) => Send([message])[0];

    /// <summary>All of the messages or none, so that a receiver who waits gets them together.</summary>
    public IReadOnlyList<SentMessage> Send(IReadOnlyList<OutgoingMessage> messages)
    {
        var queue = Existing;
        foreach (var message in messages)
        {
            MessageRules.Check(message, queue.Settings);
        }

        var now = Now;
        var accepted = messages.Select(message => (
            Id: Guid.NewGuid().ToString(),
            Message: message,
            VisibleAt: now + (long)(message.Delay ?? queue.Settings.Delay).TotalMilliseconds)).ToList();
        _messages.Add(queue.Number, accepted, now);
        _changed.Raise();
        return [.. accepted.Select(a => new SentMessage(
            a.Id,
            Checksums.OfBody(a.Message.Body),
            a.Message.Attributes is { } attributes ? Checksums.OfAttributes(attributes) : null))];
    }

    /// <summary>Waits until a message is visible, or the wait ends with none.</summary>
    /// <param name="most">1 to 10.</param>
    /// <param name="wait">0 s to 20 s; null for the queue's own.</param>
    /// <param name="visibilityTimeout">0 s to 12 h; null for the queue's own.</param>
    /// <param name="cancellation">Ends the wait; what it has not returned by then it has not received either.</param>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int most = 1, TimeSpan? wait = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellation = default)
    {
        CheckRange("MaxNumberOfMessages", most, 1, MostPerReceive);
        CheckRange("WaitTimeSeconds", wait?.TotalSeconds ?? 0, 0, 20);
        CheckRange("VisibilityTimeout", visibilityTimeout?.TotalSeconds ?? 0, 0, LongestVisibilityTimeout.TotalSeconds);

        var deadline = Now + Milliseconds(wait ?? Existing.Settings.ReceiveWaitTime);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = _changed.Next;
            var taken = Take(most, visibilityTimeout);
            var left = Math.Min(deadline, taken.NextVisibleAt ?? deadline) - Now;
            if (taken.Messages.Count > 0 || Now >= deadline)
            {
                return taken.Messages;
            }

            await Signal.WaitAsync(changed, TimeSpan.FromMilliseconds(Math.Max(0, left)), _time, cancellation);
        }
    }

    /// <summary>Succeeds for a stale handle too, but deletes nothing then.</summary>
    public void Delete(string receiptHandle) => _messages.Delete(Existing.Number, Parse(receiptHandle));

    /// <param name="receiptHandle">The last one of a message in flight.</param>
    /// <param name="timeout">From now on; zero makes the message visible at once. 12 h after the receive at the latest.</param>
    public void ChangeVisibility(string receiptHandle, TimeSpan timeout)
    {
        CheckRange("VisibilityTimeout", timeout.TotalSeconds, 0, LongestVisibilityTimeout.TotalSeconds);
        var queue = Existing.Number;
        var handle = Parse(receiptHandle);
        var found = _messages.Find(queue, handle) ?? throw SqsException.InvalidParameterValue(
            $"Value {receiptHandle} for parameter ReceiptHandle is invalid. "
            + "Reason: Message does not exist or is not available for visibility timeout change.");
        var now = Now;
        if (found.HiddenUntil <= now)
        {
            throw SqsException.MessageNotInflight();
        }

        var until = now + Milliseconds(timeout);
        if (until > found.ReceivedAt + Milliseconds(LongestVisibilityTimeout))
        {
            throw SqsException.InvalidParameterValue($"Value {timeout.TotalSeconds} for parameter VisibilityTimeout is invalid. "
                + "Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        }

        _messages.Hide(queue, handle, until);
        _changed.Raise();
    }

    /// <summary>Deletes every message; once in 60 seconds.</summary>
    public void Purge()
    {
        var queue = Existing.Number;
        var now = _time.GetUtcNow();
        if (now < _purgedAt + PurgeInterval)
        {
            throw SqsException.PurgeQueueInProgress(Name);
        }

        _purgedAt = now;
        _messages.DeleteAll(queue);
    }

    private Taken Take(int most, TimeSpan? visibilityTimeout)
    {
        var queue = Existing;
        var now = Now;
        var deadLetters = queue.Settings.RedrivePolicy is { } policy ? _findQueue(policy.DeadLetterTargetArn) : null;
        var hiddenUntil = now + Milliseconds(visibilityTimeout ?? queue.Settings.VisibilityTimeout);
        var taken = _messages.Take(queue, deadLetters?.Stored?.Number, most, now, hiddenUntil);
        if (taken.Moved > 0 && deadLetters != this)
        {
            deadLetters!._changed.Raise();
        }

        return taken;
    }

    private ReceiptHandle Parse(string text) => ReceiptHandle.TryParse(text, out var handle) && handle.Queue == Name
        ? handle
        : throw SqsException.ReceiptHandleIsInvalid(text);

    private static void CheckRange(string parameter, double value, double least, double most)
    {
        if (value < least || value > most)
        {
            throw SqsException.InvalidParameterValue(
                $"Value {value} for parameter {parameter} is invalid. Reason: Must be between {least} and {most}, if provided.");
        }
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
