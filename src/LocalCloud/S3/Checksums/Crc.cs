namespace ServerlessPipeline.LocalCloud.S3.Checksums;

/// <summary>
/// A cyclic redundancy check of up to 64 bits, bit-reflected, whose register starts and ends inverted: the form of
/// CRC-32, CRC-32C and CRC-64/NVME.
/// </summary>
internal sealed class Crc
{
    public static readonly Crc Crc32 = new(32, 0xEDB88320);
    public static readonly Crc Crc32C = new(32, 0x82F63B78);
    public static readonly Crc Crc64Nvme = new(64, 0x9A6C9329AC4BC9B5);

    private readonly int _width;
    private readonly ulong _polynomial;
    private readonly ulong _mask;
    private readonly ulong[] _table = new ulong[256];

    private Crc(int width, ulong reflectedPolynomial)
    {
        _width = width;
        _polynomial = reflectedPolynomial;
        _mask = ulong.MaxValue >> (64 - width);
        for (var index = 0; index < _table.Length; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = TimesX(value);
            }

            _table[index] = value;
        }
    }

    public int Bytes => _width / 8;

    /// <summary>The check of what <paramref name="crc"/> covers followed by <paramref name="data"/>; 0 covers nothing.</summary>
    public ulong Append(ulong crc, ReadOnlySpan<byte> data)
    {
        crc ^= _mask;
        foreach (var value in data)
        {
            crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc ^ _mask;
    }

    /// <summary>The check of two pieces in a row, from their own and the length of the second.</summary>
    public ulong Combine(ulong first, ulong second, long secondLength)
    {
        var one = 1UL << (_width - 1);
        var shift = one;
        var square = one >> 8;
        for (var length = secondLength; length > 0; length >>= 1)
        {
            if ((length & 1) == 1)
            {
                shift = Multiply(shift, square);
            }

            square = Multiply(square, square);
        }

        return Multiply(shift, first) ^ second;
    }

    /// <summary>The product of two polynomials, modulo this one's.</summary>
    private ulong Multiply(ulong left, ulong right)
    {
        var product = 0UL;
        for (var bit = 1UL << (_width - 1); bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
            }

            right = TimesX(right);
        }

        return product;
    }

    private ulong TimesX(ulong value) => (value & 1) == 1 ? (value >> 1) ^ _polynomial : value >> 1;
}
