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

    /// <param name="maxLength">More than a value is allowed where a whole sentence is expected.</param>
    public static string Of(string text, int maxLength = MaxLength) =>
        Of(Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, maxLength + 2)]), maxLength);

    public static string Of(ReadOnlySpan<byte> utf8, int maxLength = MaxLength)
    {
        var excerpt = new StringBuilder();
        while (!utf8.IsEmpty)
        {
            if (excerpt.Length >= maxLength)
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
