using System.Buffers;
using System.Numerics;

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

    // 10 to the power of 28, in the form of decimal.GetBits.
    private static readonly UInt128 MantissaLimit = UInt128.Parse("10000000000000000000000000000");
    private static readonly ulong[] PowersOfTen = [.. Enumerable.Range(0, Digits.MaxLength).Select(power => (ulong)BigInteger.Pow(10, power))];
    private static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    public static bool TryParse(ReadOnlySpan<byte> utf8, out decimal value)
    {
        if (utf8.Length > Digits.MaxLength)
        {
            return TryParseLong(utf8, out value);
        }

        var point = utf8.IndexOf((byte)'.');
        var whole = point < 0 ? utf8 : utf8[..point];
        var fraction = point < 0 ? default : utf8[(point + 1)..];
        if (whole.IsEmpty
            || (whole.Length > 1 && whole[0] == '0')
            || point == utf8.Length - 1
            || !Digits.TryParse(whole, out var mantissa)
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
        utf8.Length > MaxDigits && !utf8.ContainsAnyExcept(DigitsAndPoint) ? TooManyDigits : "is not a decimal number";

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
