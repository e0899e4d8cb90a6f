using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>Percent-encoding, both ways.</summary>
internal static class UrlEncoding
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// As S3 writes keys in events and, with <c>encoding-type=url</c>, in listings: space as <c>+</c>, slashes as they
    /// are, everything but letters, digits and <c>-_.*</c> as the percent-encoded bytes of its UTF-8.
    /// </summary>
    public static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length);
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            if (value == ' ')
            {
                encoded.Append('+');
            }
            else if (char.IsAsciiLetterOrDigit((char)value) || "-_.*/".Contains((char)value))
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2"));
            }
        }

        return encoded.ToString();
    }

    /// <exception cref="S3Exception">InvalidURI where what is encoded is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<char> encoded, bool plusIsSpace)
    {
        var bytes = new MemoryStream(encoded.Length);
        for (var index = 0; index < encoded.Length; index++)
        {
            var character = encoded[index];
            if (character == '%')
            {
                if (index + 2 >= encoded.Length
                    || !byte.TryParse(
                        encoded.Slice(index + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
                {
                    throw InvalidUri();
                }

                bytes.WriteByte(value);
                index += 2;
            }
            else if (char.IsAscii(character))
            {
                bytes.WriteByte((byte)(character == '+' && plusIsSpace ? ' ' : character));
            }
            else
            {
                throw InvalidUri();
            }
        }

        try
        {
            return Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (DecoderFallbackException)
        {
            throw InvalidUri();
        }
    }

    public static S3Exception InvalidUri() =>
        new(StatusCodes.Status400BadRequest, "InvalidURI", "Couldn't parse the specified URI.");
}
