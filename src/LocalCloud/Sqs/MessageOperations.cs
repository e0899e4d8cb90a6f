using ServerlessPipeline.LocalCloud.Sqs.Wire;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <param name="service">Has the queues.</param>
/// <param name="stopping">Ends long polls, with no messages.</param>
internal sealed class MessageOperations(SqsService service, CancellationToken stopping)
{
    private const string All = "All";

    /// <summary>Every one that a client may ask for; those of FIFO queues and of X-Ray no message of ours ever has.</summary>
    private static readonly HashSet<string> SystemAttributes =
    [
        All, "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "DeadLetterQueueSourceArn",
        "SequenceNumber", "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader",
    ];

    public SendMessageResponse Send(SendMessageRequest request, Caller caller)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        var sent = queue.Send(Message(request.MessageBody, request.DelaySeconds, request.MessageAttributes, caller));
        return new SendMessageResponse(sent.MessageId, sent.Md5OfBody, sent.Md5OfAttributes);
    }

    public BatchResponse<SendMessageBatchSuccess> SendBatch(BatchRequest<SendMessageBatchEntry> request, Caller caller)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        var entries = Batch.Check(request.Entries);
        var messages = entries.ToDictionary(
            e => e.Id!, e => Message(e.MessageBody, e.DelaySeconds, e.MessageAttributes, caller));
        var size = messages.Values.Sum(MessageRules.Size);
        if (size > MessageRules.LargestRequest)
        {
            throw SqsException.BatchRequestTooLong(size);
        }

        var (valid, failed) = Batch.Try(entries, e => MessageRules.Check(messages[e.Id!], queue.Settings));
        var sent = queue.Send([.. valid.Select(e => messages[e.Id!])]);
        return Batch.Response(
            [.. valid.Zip(sent, (e, s) => new SendMessageBatchSuccess(e.Id!, s.MessageId, s.Md5OfBody, s.Md5OfAttributes))], failed);
    }

    public async Task<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken cancellation)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        List<string> systemAttributes = [.. request.AttributeNames ?? [], .. request.MessageSystemAttributeNames ?? []];
        if (systemAttributes.Find(n => !SystemAttributes.Contains(n)) is { } unknown)
        {
            throw SqsException.InvalidAttributeName(unknown);
        }

        var messages = await ReceiveAsync(queue, request, cancellation);
        return new ReceiveMessageResponse(messages.Count == 0
            ? null
            : [.. messages.Select(m => Response(m, systemAttributes, request.MessageAttributeNames ?? []))]);
    }

    public void Delete(DeleteMessageRequest request) =>
        QueueUrl.Resolve(service, request.QueueUrl).Delete(Required(request.ReceiptHandle));

    public BatchResponse<BatchSuccess> DeleteBatch(BatchRequest<DeleteMessageBatchEntry> request)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        var (done, failed) = Batch.Try(Batch.Check(request.Entries), e => queue.Delete(Required(e.ReceiptHandle)));
        return Batch.Response([.. done.Select(e => new BatchSuccess(e.Id!))], failed);
    }

    public void ChangeVisibility(ChangeMessageVisibilityRequest request) => ChangeVisibility(
        QueueUrl.Resolve(service, request.QueueUrl), request.ReceiptHandle, request.VisibilityTimeout);

    public BatchResponse<BatchSuccess> ChangeVisibilityBatch(BatchRequest<ChangeMessageVisibilityBatchEntry> request)
    {
        var queue = QueueUrl.Resolve(service, request.QueueUrl);
        var (done, failed) = Batch.Try(
            Batch.Check(request.Entries), e => ChangeVisibility(queue, e.ReceiptHandle, e.VisibilityTimeout));
        return Batch.Response([.. done.Select(e => new BatchSuccess(e.Id!))], failed);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        SqsQueue queue, ReceiveMessageRequest request, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        try
        {
            return await queue.ReceiveAsync(
                request.MaxNumberOfMessages ?? 1, Seconds(request.WaitTimeSeconds), Seconds(request.VisibilityTimeout), either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return [];
        }
    }

    private static void ChangeVisibility(SqsQueue queue, string? receiptHandle, int? timeout) => queue.ChangeVisibility(
        Required(receiptHandle), Seconds(timeout) ?? throw SqsException.MissingParameter("VisibilityTimeout"));

    private static OutgoingMessage Message(
        string? body, int? delaySeconds, Dictionary<string, MessageAttribute>? attributes, Caller caller) =>
        new(body ?? "") { Delay = Seconds(delaySeconds), Attributes = attributes, SenderId = caller.SenderId };

    private static MessageResponse Response(ReceivedMessage message, List<string> systemAttributes, List<string> attributeNames)
    {
        var system = message.SystemAttributes()
            .Where(a => systemAttributes.Contains(All) || systemAttributes.Contains(a.Key)).ToDictionary();
        var attributes = message.Attributes.Where(a => attributeNames.Exists(n => Selects(n, a.Key))).ToDictionary();
        return new MessageResponse(
            message.MessageId,
            message.ReceiptHandle,
            Checksums.OfBody(message.Body),
            message.Body,
            system.Count > 0 ? system : null,
            Checksums.OfAttributes(attributes),
            attributes.Count > 0 ? attributes : null);
    }

    /// <summary><c>All</c>, <c>.*</c>, a name, or the start of names as in <c>bar.*</c>.</summary>
    private static bool Selects(string pattern, string name) => pattern is All || pattern == name
        || (pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern[..^2], StringComparison.Ordinal));

    private static string Required(string? receiptHandle) =>
        receiptHandle ?? throw SqsException.MissingParameter("ReceiptHandle");

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
