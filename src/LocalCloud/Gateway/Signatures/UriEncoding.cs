using System.Text;

namespace ServerlessPipeline.LocalCloud.Gateway.Signatures;

/// <summary>Percent-encoding as signatures have it: of bytes, in upper case, with A-Z, a-z, 0-9, '-', '.', '_' and '~' left alone.</summary>
internal static class UriEncoding
{
    public static string Encode(ReadOnlySpan<byte> bytes, bool keepSlash)
    {
        var text = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~' || (keepSlash && character == '/'))
            {
                text.Append(character);
            }
            else
            {
                text.Append('%').Append(value.ToString("X2", null));
            }
        }

        return text.ToString();
    }

    /// <summary>What is no escape stays as it is: whether it may be there is for the service to say.</summary>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> text, bool plusIsSpace)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        var length = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            var value = bytes[index];
            if (value == '%' && index + 2 < bytes.Length && Hex(bytes[index + 1]) is >= 0 and var high && Hex(bytes[index + 2]) is >= 0 and var low)
            {
                value = (byte)((high << 4) | low);
                index += 2;
            }
            else if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }

            bytes[length++] = value;
        }

        return bytes.AsSpan(0, length);
    }

    private static int Hex(byte digit) => (char)digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'A' and <= 'F' => digit - 'A' + 10,
        >= 'a' and <= 'f' => digit - 'a' + 10,
        _ => -1,
    };
}
