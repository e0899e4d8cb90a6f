using System.Globalization;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// Foreign text made fit for a message: shortened, and with everything unprintable escaped, so that it can neither
/// flood a log nor forge a line of it.
/// </summary>
internal static class Excerpt
{
    private const int MaxLength = 40;

    public static string Of(string text) =>
        Of(Encoding.UTF8.GetBytes(text.Length > MaxLength ? text[..(MaxLength + 2)] : text));

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        var excerpt = new StringBuilder();
        while (!utf8.IsEmpty)
        {
            if (excerpt.Length >= MaxLength)
            {
                return excerpt.Append('…').ToString();
            }

            var valid = Rune.DecodeFromUtf8(utf8, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (!valid)
            {
                excerpt.Append($"\\x{Convert.ToHexString(utf8[..length])}");
            }
            else if (IsPrintable(rune))
            {
                excerpt.Append(rune.ToString());
            }
            else
            {
                excerpt.Append($"\\u{rune.Value:X4}");
            }

            utf8 = utf8[length..];
        }

        return excerpt.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
