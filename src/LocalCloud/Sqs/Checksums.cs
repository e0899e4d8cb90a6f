using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>The MD5 digests by which clients check that SQS took and gave what was meant.</summary>
internal static class Checksums
{
    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>
    /// By name: name, data type, one byte for the kind of value (1 text, 2 binary), value; each but that byte preceded by
    /// its length in four bytes, big-endian. Null for no attributes.
    /// Source: SQS developer guide, "Calculating the MD5 message digest for message attributes".
    /// </summary>
    public static string? OfAttributes(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        foreach (var (name, attribute) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            Append(buffer, Encoding.UTF8.GetBytes(name));
            Append(buffer, Encoding.UTF8.GetBytes(attribute.DataType!));
            buffer.WriteByte(attribute.StringValue is null ? (byte)2 : (byte)1);
            Append(buffer, attribute.BinaryValue ?? Encoding.UTF8.GetBytes(attribute.StringValue!));
        }

        return Convert.ToHexStringLower(MD5.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void Append(MemoryStream buffer, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        buffer.Write(length);
        buffer.Write(value);
    }
}
