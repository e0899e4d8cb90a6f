using System.Buffers.Binary;

namespace ServerlessPipeline.MarketData;

/// <summary>Decimal digits as a number, eight at a time.</summary>
internal static class Digits
{
    /// <summary>As many as are sure to fit a <see cref="ulong"/>.</summary>
    public const int MaxLength = 19;

    private const int Eight = 8;

    /// <summary>False if anything but a digit is there; no digits are zero. At most <see cref="MaxLength"/> of them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ulong value)
    {
        value = 0;
        while (utf8.Length >= Eight)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            if (!AreDigits(eight))
            {
                return false;
            }

            value = (value * 100_000_000) + Value(eight);
            utf8 = utf8[Eight..];
        }

        foreach (var character in utf8)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    // A digit is 0x30 to 0x39: its upper half is 3, and stays 3 when 6 is added.
    private static bool AreDigits(ulong eight) =>
        (eight & 0xF0F0F0F0F0F0F0F0) == 0x3030303030303030
        && ((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) == 0x3030303030303030;

    // Neighbours are joined in place: eight digits to four pairs, to two fours, to one eight. The first digit is the lowest byte.
    private static ulong Value(ulong eight)
    {
        eight &= 0x0F0F0F0F0F0F0F0F;
        eight = ((eight * 10) + (eight >> 8)) & 0x00FF00FF00FF00FF;
        eight = ((eight * 100) + (eight >> 16)) & 0x0000FFFF0000FFFF;
        return ((eight * 10_000) + (eight >> 32)) & 0x00000000FFFFFFFF;
    }
}
