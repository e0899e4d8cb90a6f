using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The object keys of repair files, a function of the symbol and the minutes that a file covers:
/// <c>repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv</c>. A symbol outside ASCII is percent-escaped. Who brings a file decides
/// the prefix, and the prefix whether the file limit applies: see <see cref="SourceFileKind"/>.
/// </summary>
public sealed class RepairFileKey
{
    public const string Suffix = ".tsv";

    private const string Times = "-HHmm-HHmm";

    private readonly string _day;

    private RepairFileKey(string prefix) => (Prefix, _day) = (prefix, $"'{prefix}dt='yyyy-MM-dd'/'");

    /// <summary>Of what the fetcher brings by itself.</summary>
    public static RepairFileKey Repair { get; } = new("repairs_1_min/");

    /// <summary>Of what an operator backfills.</summary>
    public static RepairFileKey Backfill { get; } = new("backfill_1_min/");

    /// <summary>Such as <c>repairs_1_min/</c>.</summary>
    public string Prefix { get; }

    public bool IsUnder(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="first">The first open time, a whole minute.</param>
    /// <param name="last">The last open time, a whole minute of the same UTC day.</param>
    /// <exception cref="ArgumentException">There is no symbol, or the minutes are none of one day in order.</exception>
    public string For(Symbol symbol, DateTimeOffset first, DateTimeOffset last)
    {
        if (symbol == default)
        {
            throw new ArgumentException("A symbol is needed.", nameof(symbol));
        }

        if (first.UtcTicks % TimeSpan.TicksPerMinute != 0 || last.UtcTicks % TimeSpan.TicksPerMinute != 0)
        {
            throw new ArgumentException($"{first:O} and {last:O} are not both whole minutes.", nameof(first));
        }

        if (first > last || first.UtcDateTime.Date != last.UtcDateTime.Date)
        {
            throw new ArgumentException($"{first:O} to {last:O} are not minutes of one UTC day in order.", nameof(last));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{first.UtcDateTime.ToString(_day, CultureInfo.InvariantCulture)}{Uri.EscapeDataString(symbol.ToString())}"
            + $"-{first.UtcDateTime:HHmm}-{last.UtcDateTime:HHmm}{Suffix}");
    }

    /// <summary>The reverse of <see cref="For"/>; no other key is taken for one of these files'.</summary>
    public bool TryParse(string? key, out Symbol symbol, out DateTimeOffset first, out DateTimeOffset last)
    {
        (symbol, first, last) = (default, default, default);
        var name = key?.LastIndexOf('/') + 1 ?? 0;
        var times = (key?.Length ?? 0) - Suffix.Length - Times.Length;
        if (name == 0 || times <= name)
        {
            return false;
        }

        // The key's parts as a guess, which then must give this very key.
        return TryMinute(key!, times + 1, out first)
            && TryMinute(key!, times + 6, out last)
            && Symbol.TryParse(Uri.UnescapeDataString(key![name..times]), out symbol)
            && first <= last
            && For(symbol, first, last) == key;
    }

    private bool TryMinute(string key, int position, out DateTimeOffset minute) => DateTimeOffset.TryParseExact(
        string.Concat(key.AsSpan(0, key.LastIndexOf('/') + 1), key.AsSpan(position, 4)),
        _day + "HHmm",
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out minute);
}
