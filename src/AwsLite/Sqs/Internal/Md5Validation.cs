using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SQS.Model;

namespace Amazon.SQS.Internal;

/// <summary>
/// Compares every message sent or received with the digests that SQS computed of it. For the digest of attributes
/// see "Calculating the MD5 message digest for message attributes" in SQS's developer guide.
/// </summary>
internal sealed class Md5Validation : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var response = await base.InvokeAsync<T>(executionContext);
        switch (executionContext.RequestContext.OriginalRequest, executionContext.ResponseContext.Response)
        {
            case (SendMessageRequest sent, SendMessageResponse answer):
                Check(sent.MessageBody, answer.MD5OfMessageBody, answer.MessageId);
                Check(sent.MessageAttributes, answer.MD5OfMessageAttributes, answer.MessageId);
                break;

            case (SendMessageBatchRequest batch, SendMessageBatchResponse { Successful: { } successful }):
                foreach (var answer in successful)
                {
                    var sent = batch.Entries.First(entry => entry.Id == answer.Id);
                    Check(sent.MessageBody, answer.MD5OfMessageBody, answer.MessageId);
                    Check(sent.MessageAttributes, answer.MD5OfMessageAttributes, answer.MessageId);
                }

                break;

            case (_, ReceiveMessageResponse { Messages: { } messages }):
                foreach (var message in messages)
                {
                    Check(message.Body, message.MD5OfBody, message.MessageId);
                    Check(message.MessageAttributes, message.MD5OfMessageAttributes, message.MessageId);
                }

                break;
        }

        return response;
    }

    internal static string Digest(Dictionary<string, MessageAttributeValue> attributes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(md5, Encoding.UTF8.GetBytes(name));
            Append(md5, Encoding.UTF8.GetBytes(attribute.DataType));
            md5.AppendData(attribute.StringValue is null ? [2] : [1]);
            Append(
                md5,
                attribute.StringValue is { } text ? Encoding.UTF8.GetBytes(text) : attribute.BinaryValue.ToArray());
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static void Append(IncrementalHash md5, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        md5.AppendData(length);
        md5.AppendData(bytes);
    }

    private static void Check(string body, string? digest, string messageId)
    {
        if (!string.IsNullOrEmpty(digest)
            && Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body))) != digest)
        {
            throw new AmazonSQSException($"MD5 hash mismatch for message id {messageId}");
        }
    }

    private static void Check(Dictionary<string, MessageAttributeValue>? attributes, string? digest, string messageId)
    {
        if (attributes is { Count: > 0 } && !string.IsNullOrEmpty(digest) && Digest(attributes) != digest)
        {
            throw new AmazonSQSException($"Attribute MD5 hash mismatch for message id {messageId}");
        }
    }
}
