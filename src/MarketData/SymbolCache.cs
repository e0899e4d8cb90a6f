using System.Buffers.Binary;
using System.Text;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// Symbols by their UTF-8 text. The same few thousand come every minute; they are not allocated anew for every row.
/// Bounded: when the places for a symbol are taken, it displaces one. Safe under concurrency, since entries are
/// immutable.
/// </summary>
internal sealed class SymbolCache
{
    private const int Capacity = 8192;
    private const int Probes = 8;

    private readonly Entry?[] _entries = new Entry?[Capacity];

    public static SymbolCache Shared { get; } = new();

    /// <summary>False if the text is not a <see cref="Symbol"/>, or not UTF-8.</summary>
    public bool TryGet(ReadOnlySpan<byte> utf8, out Symbol symbol)
    {
        var first = Hash(utf8);

        var free = first % Capacity;
        for (uint probe = 0; probe < Probes; probe++)
        {
            var index = (first + probe) % Capacity;
            var entry = _entries[index];
            if (entry is null)
            {
                free = index;
                break;
            }

            if (utf8.SequenceEqual(entry.Utf8))
            {
                symbol = entry.Symbol;
                return true;
            }
        }

        // Malformed UTF-8 decodes to U+FFFD, which no symbol contains.
        if (!Symbol.TryParse(Encoding.UTF8.GetString(utf8), out symbol))
        {
            return false;
        }

        _entries[free] = new Entry(utf8.ToArray(), symbol);
        return true;
    }

    // Its ends tell symbols apart. Whoever makes many that it does not tell apart makes the reading of them slower, and no more.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var (head, tail) = utf8.Length >= sizeof(ulong)
            ? (BinaryPrimitives.ReadUInt64LittleEndian(utf8), BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]))
            : (Short(utf8), 0UL);
        return (uint)(((head * 0x9E3779B97F4A7C15) ^ (tail * 0xC2B2AE3D27D4EB4F)) >> 40);
    }

    private static ulong Short(ReadOnlySpan<byte> utf8)
    {
        ulong bytes = 0;
        foreach (var value in utf8)
        {
            bytes = (bytes << 8) | value;
        }

        return bytes;
    }

    private sealed record Entry(byte[] Utf8, Symbol Symbol);
}
