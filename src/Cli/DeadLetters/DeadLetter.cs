using System.Text.Json.Serialization;
using Amazon.SQS.Model;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>A message of one of the two queues, as a person wants to know it; also how <c>dlq show --json</c> prints it.</summary>
internal sealed record DeadLetter
{
    public required string Id { get; init; }

    /// <summary><see cref="QueueNames.Rows"/> or <see cref="QueueNames.Objects"/>.</summary>
    public required string Queue { get; init; }
    public required DeadLetterKind Kind { get; init; }
    public string? Symbol { get; init; }
    public DateTimeOffset? OpenTime { get; init; }

    /// <summary>Object keys: one, but for an event of several files, or a message that does not say.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
    public string? Version { get; init; }

    /// <summary>In the file, counted from 1, the header.</summary>
    public int? Line { get; init; }

    /// <summary>The line of a file, or a message that can never be stored.</summary>
    public string? Text { get; init; }

    /// <summary>Null where none came with it.</summary>
    public string? Reason { get; init; }

    /// <summary>Null where nobody knows.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>When it came to the queue; of a message that SQS moved, when it was sent at first.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How often it was tried; null where nobody knows.</summary>
    public int? Tries { get; init; }

    /// <summary>What is sent to bring it back where that is an event of FanOut's.</summary>
    [JsonIgnore]
    public string? Event { get; init; }

    // Not required: the serializer refuses to ignore what is.
    [JsonIgnore]
    public Message Message { get; init; } = new();
}

[JsonConverter(typeof(JsonStringEnumConverter<DeadLetterKind>))]
internal enum DeadLetterKind
{
    /// <summary>A row that could not be stored.</summary>
    [JsonStringEnumMemberName("row")]
    Row,

    /// <summary>A message that is no row, or one with an impossible candle.</summary>
    [JsonStringEnumMemberName("poison")]
    Poison,

    /// <summary>A line of a file that is no candle.</summary>
    [JsonStringEnumMemberName("line")]
    Line,

    /// <summary>A file that FanOut gave up on.</summary>
    [JsonStringEnumMemberName("file")]
    File,
}

internal static class QueueNames
{
    public const string Rows = "rows";
    public const string Objects = "objects";
}
