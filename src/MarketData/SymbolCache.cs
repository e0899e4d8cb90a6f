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
        var hash = new HashCode();
        hash.AddBytes(utf8);
        var first = (uint)hash.ToHashCode();

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

    private sealed record Entry(byte[] Utf8, Symbol Symbol);
}
