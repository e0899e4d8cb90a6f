using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

// Member names are those of the SQS API reference; null members are left out.

internal sealed record QueueUrlResponse(string QueueUrl);

internal sealed record ListQueuesResponse(IReadOnlyList<string>? QueueUrls, string? NextToken);

internal sealed record ListDeadLetterSourceQueuesResponse(
    [property: JsonPropertyName("queueUrls")] IReadOnlyList<string> QueueUrls, string? NextToken);

internal sealed record GetQueueAttributesResponse(Dictionary<string, string>? Attributes);

internal sealed record SendMessageResponse(string MessageId, string MD5OfMessageBody, string? MD5OfMessageAttributes);

internal sealed record ReceiveMessageResponse(IReadOnlyList<MessageResponse>? Messages);

internal sealed record MessageResponse(
    string MessageId,
    string ReceiptHandle,
    string MD5OfBody,
    string Body,
    Dictionary<string, string>? Attributes,
    string? MD5OfMessageAttributes,
    Dictionary<string, MessageAttribute>? MessageAttributes);

/// <summary>In the order of the request; AWS leaves an empty list out.</summary>
internal sealed record BatchResponse<TResult>(IReadOnlyList<TResult>? Successful, IReadOnlyList<BatchFailure>? Failed);

internal sealed record BatchFailure(string Id, bool SenderFault, string Code, string Message);

internal sealed record BatchSuccess(string Id);

internal sealed record SendMessageBatchSuccess(
    string Id, string MessageId, string MD5OfMessageBody, string? MD5OfMessageAttributes);
