namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>
/// An error as SQS answers it. Its two names differ: <see cref="Type"/> is the JSON protocol's, <see cref="Code"/> the
/// query protocol's, which JSON clients get as well in the header <c>x-amzn-query-error</c>.
/// Source: the errors of the Amazon SQS API reference and of the service model.
/// </summary>
internal sealed class SqsException(int status, string type, string code, string message) : Exception(message)
{
    private const string Modelled = "com.amazonaws.sqs#";
    private const string Common = "com.amazon.coral.service#";

    public int Status { get; } = status;
    public string Type { get; } = type;
    public string Code { get; } = code;

    public static SqsException AccessDenied(string message) => new(403, Common + "AccessDeniedException", "AccessDenied", message);

    public static SqsException QueueDoesNotExist() => SimpleQueueService("QueueDoesNotExist", "NonExistentQueue",
        "The specified queue does not exist.");

    public static SqsException QueueNameExists(string attribute) => new(400, Modelled + "QueueNameExists", "QueueAlreadyExists",
        $"A queue already exists with the same name and a different value for attribute {attribute}");

    public static SqsException QueueDeletedRecently() => SimpleQueueService("QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.");

    public static SqsException PurgeQueueInProgress(string queue) => SimpleQueueService("PurgeQueueInProgress",
        $"Only one PurgeQueue operation on {queue} is allowed every 60 seconds.", status: 403);

    public static SqsException InvalidAttributeName(string name) => Of("InvalidAttributeName", $"Unknown Attribute {name}.");

    public static SqsException InvalidAttributeValue(string name) => Of("InvalidAttributeValue",
        $"Invalid value for the parameter {name}.");

    public static SqsException InvalidMessageContents() => Of("InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");

    public static SqsException ReceiptHandleIsInvalid(string handle) => Of("ReceiptHandleIsInvalid",
        $"The input receipt handle \"{handle}\" is not a valid receipt handle.", status: 404);

    public static SqsException MessageNotInflight() => SimpleQueueService("MessageNotInflight",
        "The specified message isn't in flight.");

    public static SqsException EmptyBatchRequest() => SimpleQueueService("EmptyBatchRequest",
        "There should be at least one entry in the request.");

    public static SqsException TooManyEntriesInBatchRequest(int count) => SimpleQueueService("TooManyEntriesInBatchRequest",
        $"Maximum number of entries per request are 10. You have sent {count}.");

    public static SqsException BatchEntryIdsNotDistinct(string id) => SimpleQueueService("BatchEntryIdsNotDistinct",
        $"Id {id} repeated.");

    public static SqsException InvalidBatchEntryId() => SimpleQueueService("InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");

    public static SqsException BatchRequestTooLong(long size) => SimpleQueueService("BatchRequestTooLong",
        $"Batch requests cannot be longer than {MessageRules.LargestRequest} bytes. You have sent {size} bytes.");

    public static SqsException InvalidParameterValue(string message) => new(400, Common + "InvalidParameterValueException",
        "InvalidParameterValue", message);

    public static SqsException MissingParameter(string name) => new(400, Common + "MissingRequiredParameterException",
        "MissingParameter", $"The request must contain the parameter {name}.");

    public static SqsException MalformedInput(string message) => new(400, Common + "SerializationException", "MalformedInput",
        message);

    public static SqsException UnknownOperation(string? name) => new(400, Common + "UnknownOperationException", "InvalidAction",
        $"The action {name} is not valid for this endpoint.");

    /// <summary>What SQS itself refuses.</summary>
    public static SqsException UnsupportedOperation(string message) => SimpleQueueService("UnsupportedOperation", message);

    /// <summary>What SQS does and the local run does not; 501 tells the two apart, and no SDK retries it.</summary>
    public static SqsException NotImplemented(string what) => SimpleQueueService("UnsupportedOperation",
        $"{what} is not implemented in the local run.", status: 501);

    private static SqsException Of(string name, string message, int status = 400) =>
        new(status, Modelled + name, name, message);

    private static SqsException SimpleQueueService(string name, string message, int status = 400) =>
        SimpleQueueService(name, name, message, status);

    private static SqsException SimpleQueueService(string name, string code, string message, int status = 400) =>
        new(status, Modelled + name, "AWS.SimpleQueueService." + code, message);
}
