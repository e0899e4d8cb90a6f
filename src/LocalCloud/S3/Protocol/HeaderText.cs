using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessPipeline.LocalCloud.S3.Protocol;

/// <summary>
/// Header values beyond ASCII, as the user guide has it ("Working with object metadata"): the bytes are taken for
/// Latin-1, encoded words (RFC 2047) are decoded before they are stored, and what is not ASCII comes back as one.
/// </summary>
internal static partial class HeaderText
{
    /// <param name="value">As the server decoded it, from UTF-8.</param>
    public static string Decode(string value)
    {
        var received = Ascii.IsValid(value) ? value : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
        return EncodedWord().Replace(
            received, word => DecodeWord(word.Groups["encoding"].Value, word.Groups["text"].Value) ?? word.Value);
    }

    public static string Encode(string value) => Ascii.IsValid(value)
        ? value
        : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    private static string? DecodeWord(string encoding, string text)
    {
        try
        {
            return encoding is "B" or "b"
                ? Encoding.UTF8.GetString(Convert.FromBase64String(text))
                : Uri.UnescapeDataString(text.Replace("%", "%25").Replace('_', ' ').Replace('=', '%'));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"=\?UTF-8\?(?<encoding>[BQ])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWord();
}
