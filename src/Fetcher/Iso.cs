namespace ServerlessPipeline.Fetcher;

internal static class Iso
{
    /// <summary>ISO 8601 in UTC with milliseconds, such as <c>2026-02-02T13:41:01.250Z</c>.</summary>
    public static string Milliseconds(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>The same of a whole minute, such as <c>2026-02-02T13:41:00Z</c>.</summary>
    public static string Minute(DateTimeOffset minute) => minute.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
