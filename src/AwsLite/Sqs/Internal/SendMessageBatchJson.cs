using System.Buffers;
using System.Text.Json;
using Amazon.SQS.Model;

namespace Amazon.SQS.Internal;

/// <summary>
/// The one operation that a function calls for every few rows, read and written by hand: the generated code brings the
/// metadata of every member along, those of the SDK's base class too, which takes a fifth of a function's cold start to compile.
/// </summary>
internal static class SendMessageBatchJson
{
    public static byte[] Write(SendMessageBatchRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (request.Entries is { } entries)
        {
            json.WriteStartArray("Entries"u8);
            foreach (var entry in entries)
            {
                Write(json, entry);
            }

            json.WriteEndArray();
        }

        WriteText(json, "QueueUrl"u8, request.QueueUrl);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static SendMessageBatchResponse Read(ReadOnlySpan<byte> utf8)
    {
        var response = new SendMessageBatchResponse();
        var json = new Utf8JsonReader(utf8);
        json.Read();
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("Successful"u8))
            {
                response.Successful = ReadEntries(ref json, ReadSuccess);
            }
            else if (json.ValueTextEquals("Failed"u8))
            {
                response.Failed = ReadEntries(ref json, ReadFailure);
            }
            else
            {
                json.Skip();
            }
        }

        return response;
    }

    private delegate T EntryReader<T>(ref Utf8JsonReader json);

    private static void Write(Utf8JsonWriter json, SendMessageBatchRequestEntry entry)
    {
        json.WriteStartObject();
        if (entry.DelaySeconds is { } seconds)
        {
            json.WriteNumber("DelaySeconds"u8, seconds);
        }

        WriteText(json, "Id"u8, entry.Id);
        if (entry.MessageAttributes is { } attributes)
        {
            json.WriteStartObject("MessageAttributes"u8);
            foreach (var (name, value) in attributes)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        WriteText(json, "MessageBody"u8, entry.MessageBody);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MessageAttributeValue value)
    {
        json.WriteStartObject();
        if (value.BinaryValue is { } bytes)
        {
            json.WriteBase64String("BinaryValue"u8, bytes.ToArray());
        }

        WriteText(json, "DataType"u8, value.DataType);
        WriteText(json, "StringValue"u8, value.StringValue);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static List<T>? ReadEntries<T>(ref Utf8JsonReader json, EntryReader<T> read)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var entries = new List<T>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            entries.Add(read(ref json));
        }

        return entries;
    }

    private static SendMessageBatchResultEntry ReadSuccess(ref Utf8JsonReader json)
    {
        var entry = new SendMessageBatchResultEntry();
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("Id"u8))
            {
                entry.Id = ReadText(ref json);
            }
            else if (json.ValueTextEquals("MessageId"u8))
            {
                entry.MessageId = ReadText(ref json);
            }
            else if (json.ValueTextEquals("MD5OfMessageBody"u8))
            {
                entry.MD5OfMessageBody = ReadText(ref json);
            }
            else if (json.ValueTextEquals("MD5OfMessageAttributes"u8))
            {
                entry.MD5OfMessageAttributes = ReadText(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return entry;
    }

    private static BatchResultErrorEntry ReadFailure(ref Utf8JsonReader json)
    {
        var entry = new BatchResultErrorEntry();
        while (NextMember(ref json))
        {
            if (json.ValueTextEquals("Id"u8))
            {
                entry.Id = ReadText(ref json);
            }
            else if (json.ValueTextEquals("Code"u8))
            {
                entry.Code = ReadText(ref json);
            }
            else if (json.ValueTextEquals("Message"u8))
            {
                entry.Message = ReadText(ref json);
            }
            else if (json.ValueTextEquals("SenderFault"u8))
            {
                json.Read();
                entry.SenderFault = json.TokenType == JsonTokenType.Null ? null : json.GetBoolean();
            }
            else
            {
                json.Skip();
            }
        }

        return entry;
    }

    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    private static string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }
}
