using System.Globalization;

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

    // "0." and the digits.
    private const int MaxLength = MaxDigits + 2;

    // 10 to the power of 28. Constants, since a function's cold start would pay for computing them.
    private static readonly UInt128 MantissaLimit = new(0x204FCE5E, 0x3E25026110000000);

    private static readonly ulong[] PowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    public static bool TryParse(ReadOnlySpan<byte> utf8, out decimal value)
    {
        if (utf8.Length > Digits.MaxLength)
        {
            return TryParseLong(utf8, out value);
        }

        ulong mantissa = 0;
        var point = 0;
        for (; point < utf8.Length; point++)
        {
            var digit = (uint)(utf8[point] - '0');
            if (digit > 9)
            {
                break;
            }

            mantissa = (mantissa * 10) + digit;
        }

        var hasPoint = point < utf8.Length;
        var fraction = hasPoint ? utf8[(point + 1)..] : default;
        if (point == 0
            || (point > 1 && utf8[0] == '0')
            || (hasPoint && (utf8[point] != '.' || fraction.IsEmpty))
            || !Digits.TryParse(fraction, out var lower))
        {
            value = 0;
            return false;
        }

        mantissa = (mantissa * PowersOfTen[fraction.Length]) + lower;
        value = new decimal((int)mantissa, (int)(mantissa >> 32), hi: 0, isNegative: false, (byte)fraction.Length);
        return true;
    }

    /// <summary>The reason, to be read after the text, why <see cref="TryParse"/> refuses it.</summary>
    public static string WhyNot(ReadOnlySpan<byte> utf8) =>
        utf8.Length > MaxDigits && HasDigitsAndPointsAlone(utf8) ? TooManyDigits : "is not a decimal number";

    /// <summary>Writes what <see cref="TryParse"/> reads, and gives its length.</summary>
    /// <param name="value">Not negative.</param>
    /// <param name="utf8">Long enough for any: <see cref="MaxLength"/> bytes.</param>
    public static int Format(decimal value, Span<byte> utf8)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int length;
        if (bits[2] != 0)
        {
            value.TryFormat(utf8, out length, provider: CultureInfo.InvariantCulture);
            return length;
        }

        var mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        mantissa.TryFormat(utf8, out length);
        int scale = value.Scale;
        if (scale == 0)
        {
            return length;
        }

        // One digit stands before the point, if need be a zero.
        if (length <= scale)
        {
            var zeros = scale + 1 - length;
            utf8[..length].CopyTo(utf8[zeros..]);
            utf8[..zeros].Fill((byte)'0');
            length += zeros;
        }

        var point = length - scale;
        utf8[point..length].CopyTo(utf8[(point + 1)..]);
        utf8[point] = (byte)'.';
        return length + 1;
    }

    /// <summary>False for a value whose text <see cref="TryParse"/> would refuse for its length.</summary>
    public static bool IsRepresentable(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] == 0)
        {
            return true;
        }

        var mantissa = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return mantissa < MantissaLimit;
    }

    private static bool HasDigitsAndPointsAlone(ReadOnlySpan<byte> utf8)
    {
        foreach (var character in utf8)
        {
            if (character != '.' && !char.IsAsciiDigit((char)character))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseLong(ReadOnlySpan<byte> utf8, out decimal value)
    {
        byte scale = 0;
        UInt128 mantissa = 0;
        var valid = utf8.Length <= MaxLength
            && TryAccumulate(utf8, out mantissa, out scale)
            && mantissa < MantissaLimit
            && scale <= MaxDigits;
        value = valid
            ? new decimal((int)mantissa, (int)(mantissa >> 32), (int)(mantissa >> 64), isNegative: false, scale)
            : 0;
        return valid;
    }

    // The digits without the point as one number, and how many of them follow the point.
    private static bool TryAccumulate(ReadOnlySpan<byte> utf8, out UInt128 mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        var point = utf8.Length;
        for (var i = 0; i < utf8.Length; i++)
        {
            var digit = (uint)(utf8[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (utf8[i] == '.' && point == utf8.Length)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        if (point == 0 || point == utf8.Length - 1 || (utf8[0] == '0' && point > 1))
        {
            return false;
        }

        scale = (byte)Math.Max(0, utf8.Length - point - 1);
        return true;
    }
}
