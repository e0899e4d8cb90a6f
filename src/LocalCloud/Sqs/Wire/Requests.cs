using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.Sqs.Wire;

// Member names are those of the SQS API reference; every member may be absent.

internal abstract record Request
{
    /// <summary>Members that are not done here; <see cref="RejectOthers"/> names one.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <exception cref="SqsException">The request says something that would have to be ignored.</exception>
    public void RejectOthers()
    {
        foreach (var (name, value) in Others ?? [])
        {
            if (value.ValueKind != JsonValueKind.Null)
            {
                throw SqsException.NotImplemented($"Parameter {name}");
            }
        }
    }
}

internal abstract record QueueRequest : Request
{
    public string? QueueUrl { get; init; }
}

internal sealed record CreateQueueRequest : Request
{
    public string? QueueName { get; init; }
    public Dictionary<string, string>? Attributes { get; init; }
}

internal sealed record GetQueueUrlRequest : Request
{
    public string? QueueName { get; init; }
    public string? QueueOwnerAWSAccountId { get; init; }
}

internal sealed record ListQueuesRequest : Request
{
    public string? QueueNamePrefix { get; init; }
    public int? MaxResults { get; init; }
    public string? NextToken { get; init; }
}

internal sealed record ListDeadLetterSourceQueuesRequest : QueueRequest
{
    public int? MaxResults { get; init; }
    public string? NextToken { get; init; }
}

/// <summary>DeleteQueue and PurgeQueue.</summary>
internal sealed record BareQueueRequest : QueueRequest;

internal sealed record GetQueueAttributesRequest : QueueRequest
{
    public List<string>? AttributeNames { get; init; }
}

internal sealed record SetQueueAttributesRequest : QueueRequest
{
    public Dictionary<string, string>? Attributes { get; init; }
}

internal sealed record SendMessageRequest : QueueRequest
{
    public string? MessageBody { get; init; }
    public int? DelaySeconds { get; init; }
    public Dictionary<string, MessageAttribute>? MessageAttributes { get; init; }
}

internal sealed record ReceiveMessageRequest : QueueRequest
{
    public int? MaxNumberOfMessages { get; init; }
    public int? VisibilityTimeout { get; init; }
    public int? WaitTimeSeconds { get; init; }
    public List<string>? MessageAttributeNames { get; init; }
    public List<string>? MessageSystemAttributeNames { get; init; }

    /// <summary>The older name of <see cref="MessageSystemAttributeNames"/>.</summary>
    public List<string>? AttributeNames { get; init; }
}

internal sealed record DeleteMessageRequest : QueueRequest
{
    public string? ReceiptHandle { get; init; }
}

internal sealed record ChangeMessageVisibilityRequest : QueueRequest
{
    public string? ReceiptHandle { get; init; }
    public int? VisibilityTimeout { get; init; }
}

internal sealed record BatchRequest<TEntry> : QueueRequest
    where TEntry : BatchEntry
{
    public List<TEntry>? Entries { get; init; }
}

internal abstract record BatchEntry : Request
{
    public string? Id { get; init; }
}

internal sealed record SendMessageBatchEntry : BatchEntry
{
    public string? MessageBody { get; init; }
    public int? DelaySeconds { get; init; }
    public Dictionary<string, MessageAttribute>? MessageAttributes { get; init; }
}

internal sealed record DeleteMessageBatchEntry : BatchEntry
{
    public string? ReceiptHandle { get; init; }
}

internal sealed record ChangeMessageVisibilityBatchEntry : BatchEntry
{
    public string? ReceiptHandle { get; init; }
    public int? VisibilityTimeout { get; init; }
}
