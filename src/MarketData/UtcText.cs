using System.Globalization;

namespace ServerlessPipeline.MarketData;

/// <summary>Times as ISO 8601 text in UTC, of fixed width, so that the text sorts as the times do.</summary>
internal static class UtcText
{
    private const string SecondsFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MillisecondsFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Such as <c>2026-02-02T13:40:00Z</c>; fractions are cut off.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString(SecondsFormat, CultureInfo.InvariantCulture);

    /// <summary>Such as <c>2026-02-02T13:41:00.512Z</c>; smaller fractions are cut off.</summary>
    public static string Milliseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString(MillisecondsFormat, CultureInfo.InvariantCulture);

    /// <summary>The reverse of <see cref="Seconds"/>, which takes no other spelling.</summary>
    public static bool TryParseSeconds(string text, out DateTimeOffset time) => TryParse(text, SecondsFormat, out time);

    /// <summary>The reverse of <see cref="Milliseconds"/>, which takes no other spelling.</summary>
    public static bool TryParseMilliseconds(string text, out DateTimeOffset time) => TryParse(text, MillisecondsFormat, out time);

    private static bool TryParse(string text, string format, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
