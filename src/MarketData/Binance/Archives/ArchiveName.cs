using System.Globalization;
using System.Text.RegularExpressions;

namespace ServerlessPipeline.MarketData.Binance.Archives;

/// <summary>
/// The name of a file of one symbol's one-minute klines, as the exchange publishes them:
/// <c>BTCUSDT-1m-2026-02-02.zip</c> for a day, <c>BTCUSDT-1m-2026-02.zip</c> for a month. Also without a date, and as
/// <c>.csv</c> or <c>.csv.gz</c>.
/// </summary>
/// <param name="Text">The name, without a folder.</param>
/// <param name="Start">The first minute of its day or month; null without a date.</param>
/// <param name="End">The minute after its last; null without a date.</param>
public sealed partial record ArchiveName(string Text, Symbol Symbol, DateTimeOffset? Start, DateTimeOffset? End)
{
    public bool IsZip => Text.EndsWith(".zip", StringComparison.Ordinal);

    public bool IsGzip => Text.EndsWith(".gz", StringComparison.Ordinal);

    public bool IsMonthly => Start is { } start && End == start.AddMonths(1);

    public static ArchiveName Daily(Symbol symbol, DateTimeOffset day) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{symbol}-1m-{day.UtcDateTime:yyyy-MM-dd}.zip"), symbol, day, day.AddDays(1));

    /// <param name="month">Its first minute.</param>
    public static ArchiveName Monthly(Symbol symbol, DateTimeOffset month) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{symbol}-1m-{month.UtcDateTime:yyyy-MM}.zip"), symbol, month, month.AddMonths(1));

    /// <summary>Whether the file, by the end of its name, is one of klines or else nothing of ours: a checksum, a note.</summary>
    public static bool IsOne(string name) => Ending().IsMatch(name);

    /// <returns>Null for a name that does not tell a symbol, or tells a date that is none.</returns>
    public static ArchiveName? TryParse(string name)
    {
        if (Pattern().Match(name) is not { Success: true } match
            || !Symbol.TryParse(match.Groups["symbol"].Value, out var symbol))
        {
            return null;
        }

        var date = match.Groups["date"].Value;
        if (date.Length == 0)
        {
            return new(name, symbol, Start: null, End: null);
        }

        var monthly = date.Length == "yyyy-MM".Length;
        return DateTimeOffset.TryParseExact(
            date, monthly ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            && EpochMilliseconds.IsPlausible(start)
            ? new(name, symbol, start, monthly ? start.AddMonths(1) : start.AddDays(1))
            : null;
    }

    [GeneratedRegex(@"\.(csv|csv\.gz|zip)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ending();

    [GeneratedRegex(
        @"^(?<symbol>.+?)(-1m-(?<date>\d{4}-\d{2}(-\d{2})?))?\.(csv|csv\.gz|zip)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
