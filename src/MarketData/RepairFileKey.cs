using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The object key of a repair file, a function of the symbol and the minutes that it covers:
/// <c>repairs_1_min/dt=2026-02-02/BTCUSDT-1340-1409.tsv</c>. A symbol outside ASCII is percent-escaped.
/// </summary>
public static class RepairFileKey
{
    public const string Prefix = "repairs_1_min/";
    public const string Suffix = ".tsv";

    private const string Day = $"'{Prefix}dt='yyyy-MM-dd'/'";
    private const string Times = "-HHmm-HHmm";

    /// <summary>Whether an object of this key goes the way of repair files: without a slot, and whole.</summary>
    public static bool IsUnder(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="first">The first open time, a whole minute.</param>
    /// <param name="last">The last open time, a whole minute of the same UTC day.</param>
    /// <exception cref="ArgumentException">There is no symbol, or the minutes are none of one day in order.</exception>
    public static string For(Symbol symbol, DateTimeOffset first, DateTimeOffset last)
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
            $"{first.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture)}{Uri.EscapeDataString(symbol.ToString())}"
            + $"-{first.UtcDateTime:HHmm}-{last.UtcDateTime:HHmm}{Suffix}");
    }

    /// <summary>The reverse of <see cref="For"/>; no other key is taken for a repair file's.</summary>
    public static bool TryParse(string? key, out Symbol symbol, out DateTimeOffset first, out DateTimeOffset last)
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

    private static bool TryMinute(string key, int position, out DateTimeOffset minute) => DateTimeOffset.TryParseExact(
        string.Concat(key.AsSpan(0, key.LastIndexOf('/') + 1), key.AsSpan(position, 4)),
        Day + "HHmm",
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out minute);
}
