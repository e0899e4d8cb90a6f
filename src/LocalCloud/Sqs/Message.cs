using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>A message attribute: <c>String</c>, <c>Number</c> or <c>Binary</c>, each with an optional label after a dot.</summary>
internal sealed record MessageAttribute
{
    public string? DataType { get; init; }
    public string? StringValue { get; init; }
    public byte[]? BinaryValue { get; init; }

    /// <summary>The list values, which the wire format has and SQS refuses.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record OutgoingMessage(string Body)
{
    /// <summary>Null for the queue's own delay.</summary>
    public TimeSpan? Delay { get; init; }

    public IReadOnlyDictionary<string, MessageAttribute>? Attributes { get; init; }

    public string SenderId { get; init; } = LocalAccount.Id;
}

internal sealed record SentMessage(string MessageId, string Md5OfBody, string? Md5OfAttributes);

/// <summary>A message as one receive gave it out.</summary>
internal sealed record ReceivedMessage
{
    public required string MessageId { get; init; }
    public required string ReceiptHandle { get; init; }
    public required string Body { get; init; }
    public required IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; }
    public required string SenderId { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public required DateTimeOffset FirstReceivedAt { get; init; }
    public required int ReceiveCount { get; init; }

    /// <summary>Where the message came from, if it is a dead letter.</summary>
    public string? DeadLetterSourceArn { get; init; }

    /// <summary>What ReceiveMessage calls <c>Attributes</c>, and a Lambda event <c>attributes</c>.</summary>
    public Dictionary<string, string> SystemAttributes()
    {
        var attributes = new Dictionary<string, string>
        {
            ["ApproximateReceiveCount"] = ReceiveCount.ToString(),
            ["SentTimestamp"] = SentAt.ToUnixTimeMilliseconds().ToString(),
            ["SenderId"] = SenderId,
            ["ApproximateFirstReceiveTimestamp"] = FirstReceivedAt.ToUnixTimeMilliseconds().ToString(),
        };
        if (DeadLetterSourceArn is not null)
        {
            attributes["DeadLetterQueueSourceArn"] = DeadLetterSourceArn;
        }

        return attributes;
    }
}

internal sealed record QueueCounts(long Visible, long InFlight, long Delayed);
