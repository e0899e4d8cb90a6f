using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>Queue settings by the names and in the text forms of CreateQueue and SetQueueAttributes.</summary>
internal static class QueueAttributes
{
    private const string RedrivePolicyName = "RedrivePolicy";

    private static readonly Dictionary<string, Number> Numbers = new()
    {
        ["VisibilityTimeout"] = Seconds(0, 43_200, s => s.VisibilityTimeout, (s, v) => s with { VisibilityTimeout = v }),
        ["MessageRetentionPeriod"] = Seconds(60, 1_209_600, s => s.MessageRetentionPeriod,
            (s, v) => s with { MessageRetentionPeriod = v }),
        ["DelaySeconds"] = Seconds(0, 900, s => s.Delay, (s, v) => s with { Delay = v }),
        ["ReceiveMessageWaitTimeSeconds"] = Seconds(0, 20, s => s.ReceiveWaitTime, (s, v) => s with { ReceiveWaitTime = v }),
        ["MaximumMessageSize"] = new(1024, MessageRules.LargestRequest, s => s.MaximumMessageSize,
            (s, v) => s with { MaximumMessageSize = v }),
    };

    private static readonly FrozenSet<string> NotImplemented =
    [
        "Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled",
        "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit",
    ];

    /// <summary>Attributes that a client may ask for and a queue of ours never has.</summary>
    public static bool IsKnown(string name) =>
        name == RedrivePolicyName || Numbers.ContainsKey(name) || NotImplemented.Contains(name);

    /// <exception cref="SqsException">An unknown name, a value out of its range, or an attribute not done here.</exception>
    public static QueueSettings Apply(QueueSettings settings, IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            settings = name == RedrivePolicyName ? settings with { RedrivePolicy = ParseRedrivePolicy(value) }
                : Numbers.TryGetValue(name, out var number) ? number.With(settings, number.Parse(name, value))
                : NotImplemented.Contains(name) ? throw SqsException.NotImplemented($"Queue attribute {name}")
                : throw SqsException.InvalidAttributeName(name);
        }

        return settings;
    }

    public static Dictionary<string, string> Describe(QueueSettings settings)
    {
        var attributes = Numbers.ToDictionary(n => n.Key, n => n.Value.Get(settings).ToString(CultureInfo.InvariantCulture));
        if (settings.RedrivePolicy is { } policy)
        {
            attributes[RedrivePolicyName] = new JsonObject
            {
                ["deadLetterTargetArn"] = policy.DeadLetterTargetArn,
                ["maxReceiveCount"] = policy.MaxReceiveCount,
            }.ToJsonString();
        }

        return attributes;
    }

    /// <summary>The count may be a number or a decimal string, as SQS takes both; an empty text removes the policy.</summary>
    private static RedrivePolicy? ParseRedrivePolicy(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using var policy = JsonDocument.Parse(text);
            var target = policy.RootElement.GetProperty("deadLetterTargetArn").GetString();
            var count = policy.RootElement.GetProperty("maxReceiveCount");
            var most = count.ValueKind == JsonValueKind.String ? int.Parse(count.GetString()!) : count.GetInt32();
            if (target is not null && most is >= 1 and <= 1000)
            {
                return new RedrivePolicy(target, most);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException)
        {
            // Falls through: every malformed policy is the same error.
        }

        throw SqsException.InvalidAttributeValue(RedrivePolicyName);
    }

    private static Number Seconds(
        int minimum, int maximum, Func<QueueSettings, TimeSpan> get, Func<QueueSettings, TimeSpan, QueueSettings> with) =>
        new(minimum, maximum, s => (int)get(s).TotalSeconds, (s, v) => with(s, TimeSpan.FromSeconds(v)));

    private sealed record Number(
        int Minimum, int Maximum, Func<QueueSettings, int> Get, Func<QueueSettings, int, QueueSettings> With)
    {
        public int Parse(string name, string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= Minimum && value <= Maximum
                ? value
                : throw SqsException.InvalidAttributeValue(name);
    }
}
