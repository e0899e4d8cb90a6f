using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>What makes a message acceptable. Source: SendMessage, and "Amazon SQS message metadata" in the developer guide.</summary>
internal static partial class MessageRules
{
    /// <summary>Bytes of one message, and of a batch of messages.</summary>
    public const int LargestRequest = 1024 * 1024;

    private const int MostAttributes = 10;

    /// <exception cref="SqsException">The first rule that the message breaks.</exception>
    public static void Check(OutgoingMessage message, QueueSettings settings)
    {
        if (message.Body.Length == 0)
        {
            throw SqsException.MissingParameter("MessageBody");
        }

        CheckCharacters(message.Body);
        if (message.Delay is { TotalSeconds: < 0 or > 900 } delay)
        {
            throw SqsException.InvalidParameterValue(
                $"Value {delay.TotalSeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
        }

        if (message.Attributes is { } attributes)
        {
            CheckAttributes(attributes);
        }

        if (Size(message) > settings.MaximumMessageSize)
        {
            throw SqsException.InvalidParameterValue("One or more parameters are invalid. "
                + $"Reason: Message must be shorter than {settings.MaximumMessageSize} bytes.");
        }
    }

    /// <summary>Bytes that count towards the limits: the body, and each attribute's name, type and value.</summary>
    public static long Size(OutgoingMessage message) => Encoding.UTF8.GetByteCount(message.Body)
        + (message.Attributes?.Sum(a => (long)Encoding.UTF8.GetByteCount(a.Key)
            + Encoding.UTF8.GetByteCount(a.Value.DataType ?? "")
            + Encoding.UTF8.GetByteCount(a.Value.StringValue ?? "")
            + (a.Value.BinaryValue?.Length ?? 0)) ?? 0);

    private static void CheckAttributes(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count > MostAttributes)
        {
            throw SqsException.InvalidParameterValue(
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{MostAttributes}].");
        }

        foreach (var (name, attribute) in attributes)
        {
            if (attribute.Others is { Count: > 0 } others)
            {
                throw SqsException.UnsupportedOperation($"Message attribute '{name}' has {others.Keys.First()}, which is not supported.");
            }

            if (!AttributeName().IsMatch(name))
            {
                throw SqsException.InvalidParameterValue($"The message attribute name '{name}' is invalid.");
            }

            CheckValue(name, attribute);
        }
    }

    private static void CheckValue(string name, MessageAttribute attribute)
    {
        var type = attribute.DataType ?? "";
        var valid = DataType().Match(type) is { Success: true } match
            && match.Groups["type"].Value switch
            {
                "Binary" => attribute is { BinaryValue.Length: > 0, StringValue: null },
                "Number" => attribute is { StringValue: { } text, BinaryValue: null } && IsNumber(text),
                _ => attribute is { StringValue.Length: > 0, BinaryValue: null },
            };
        if (!valid)
        {
            throw SqsException.InvalidParameterValue(
                $"The message attribute '{name}' of type '{type}' must have a type and a non-empty value of that type.");
        }

        CheckCharacters(attribute.StringValue ?? "");
    }

    private static void CheckCharacters(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate enumerates as U+FFFD, which is allowed; it cannot be stored as UTF-8 nor sent by a client.
            if (rune.Value is not ('\t' or '\n' or '\r' or (>= 0x20 and <= 0xFFFD) or >= 0x10000))
            {
                throw SqsException.InvalidMessageContents();
            }
        }
    }

    private static bool IsNumber(string text) => Number().Match(text) is { Success: true } match
        && match.Groups["digits"].Value.Replace(".", "", StringComparison.Ordinal).Trim('0').Length <= 38;

    /// <summary>Letters, digits, <c>_</c>, <c>-</c>, single inner dots; up to 256; not AWS's own prefixes.</summary>
    [GeneratedRegex(@"^(?!(?i:aws|amazon)\.)(?!.{257})[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"^(?!.{257})(?<type>String|Number|Binary)(\..+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DataType();

    [GeneratedRegex(@"^[+-]?(?<digits>[0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
