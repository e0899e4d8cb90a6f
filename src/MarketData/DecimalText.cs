using System.Buffers;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The one spelling of a non-negative decimal: digits, or digits, a point and digits; no sign, no exponent, no leading
/// zero but a single one before the point, at most 28 digits beside that. Every accepted text is what
/// <see cref="decimal.ToString()"/> gives back, trailing zeros included.
/// </summary>
internal static class DecimalText
{
    public const string TooManyDigits = "has more than 28 digits";

    private const int MaxDigits = 28;

    // As many as are sure to fit a ulong.
    private const int HeadDigits = 19;

    // 10 to the power of 28, in the form of decimal.GetBits.
    private static readonly UInt128 MantissaLimit = UInt128.Parse("10000000000000000000000000000");
    private static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    public static bool TryParse(ReadOnlySpan<byte> utf8, out decimal value)
    {
        value = 0;
        if (utf8.Length > 1 && utf8[0] == '0')
        {
            if (utf8[1] != '.')
            {
                return false;
            }

            return TryParseDigits(utf8[1..], pointAllowedAt: 0, out value);
        }

        return TryParseDigits(utf8, pointAllowedAt: 1, out value);
    }

    /// <summary>The reason, to be read after the text, why <see cref="TryParse"/> refuses it.</summary>
    public static string WhyNot(ReadOnlySpan<byte> utf8) =>
        utf8.Length > MaxDigits && !utf8.ContainsAnyExcept(DigitsAndPoint) ? TooManyDigits : "is not a decimal number";

    /// <summary>False for a value that <see cref="decimal"/> can hold and <see cref="TryParse"/> would refuse for its length.</summary>
    public static bool IsRepresentable(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return mantissa < MantissaLimit;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> utf8, int pointAllowedAt, out decimal value)
    {
        value = 0;
        ulong head = 0;
        ulong tail = 0;
        ulong tailPower = 1;
        var digits = 0;
        var point = -1;
        for (var i = 0; i < utf8.Length; i++)
        {
            var digit = (uint)(utf8[i] - '0');
            if (digit > 9)
            {
                if (utf8[i] != '.' || point >= 0 || i < pointAllowedAt)
                {
                    return false;
                }

                point = i;
            }
            else if (++digits <= HeadDigits)
            {
                head = (head * 10) + digit;
            }
            else if (digits <= MaxDigits)
            {
                tail = (tail * 10) + digit;
                tailPower *= 10;
            }
            else
            {
                return false;
            }
        }

        var scale = point < 0 ? 0 : utf8.Length - point - 1;
        if (digits == 0 || (point >= 0 && scale == 0))
        {
            return false;
        }

        var mantissa = digits <= HeadDigits ? head : ((UInt128)head * tailPower) + tail;
        value = new decimal(
            (int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), isNegative: false, (byte)scale);
        return true;
    }
}
