using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>
/// The object key of a minute file, a function of the minute alone: <c>data_1_min/dt=2026-02-02/1340.tsv</c>.
/// </summary>
public static class MinuteFileKey
{
    public const string Prefix = "data_1_min/";
    public const string Suffix = ".tsv";

    private const string Format = $"'{Prefix}dt='yyyy-MM-dd'/'HHmm'{Suffix}'";

    /// <param name="minute">The candles' open time, a whole minute.</param>
    /// <exception cref="ArgumentException"><paramref name="minute"/> is not a whole minute.</exception>
    public static string For(DateTimeOffset minute) => minute.UtcTicks % TimeSpan.TicksPerMinute == 0
        ? minute.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)
        : throw new ArgumentException($"{minute:O} is not a whole minute.", nameof(minute));

    /// <summary>The reverse of <see cref="For"/>; no other key is taken for a minute file's.</summary>
    public static bool TryParse(string? key, out DateTimeOffset minute) => DateTimeOffset.TryParseExact(
        key, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out minute);
}
