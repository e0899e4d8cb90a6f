using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessPipeline.LocalCloud.Sqs;

namespace ServerlessPipeline.LocalCloud.EventSources;

/// <summary>The event that Lambda makes of a batch of messages. Source: Lambda developer guide, "Using Lambda with Amazon SQS".</summary>
internal static class SqsEvent
{
    /// <summary>The largest event of a synchronous invocation, in bytes.</summary>
    public const int LargestSize = 6 * 1024 * 1024;

    private static readonly byte[] Start = "{\"Records\":["u8.ToArray();
    private static readonly byte[] End = "]}"u8.ToArray();
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes of an event of records that have <paramref name="recordBytes"/> together.</summary>
    public static long Size(int records, long recordBytes) => Start.Length + recordBytes + Math.Max(0, records - 1) + End.Length;

    public static byte[] Join(IEnumerable<byte[]> records)
    {
        using var buffer = new MemoryStream();
        buffer.Write(Start);
        var first = true;
        foreach (var record in records)
        {
            if (!first)
            {
                buffer.WriteByte((byte)',');
            }

            buffer.Write(record);
            first = false;
        }

        buffer.Write(End);
        return buffer.ToArray();
    }

    public static byte[] Record(ReceivedMessage message, string queueArn)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("messageId", message.MessageId);
            json.WriteString("receiptHandle", message.ReceiptHandle);
            json.WriteString("body", message.Body);
            json.WriteStartObject("attributes");
            foreach (var (name, value) in message.SystemAttributes())
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteStartObject("messageAttributes");
            foreach (var (name, attribute) in message.Attributes)
            {
                json.WritePropertyName(name);
                Write(json, attribute);
            }

            json.WriteEndObject();
            if (Checksums.OfAttributes(message.Attributes) is { } md5OfAttributes)
            {
                json.WriteString("md5OfMessageAttributes", md5OfAttributes);
            }

            json.WriteString("md5OfBody", Checksums.OfBody(message.Body));
            json.WriteString("eventSource", "aws:sqs");
            json.WriteString("eventSourceARN", queueArn);
            json.WriteString("awsRegion", LocalAccount.Region);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, MessageAttribute attribute)
    {
        json.WriteStartObject();
        if (attribute.BinaryValue is { } bytes)
        {
            json.WriteBase64String("binaryValue", bytes);
        }
        else
        {
            json.WriteString("stringValue", attribute.StringValue);
        }

        json.WriteStartArray("stringListValues");
        json.WriteEndArray();
        json.WriteStartArray("binaryListValues");
        json.WriteEndArray();
        json.WriteString("dataType", attribute.DataType);
        json.WriteEndObject();
    }
}
