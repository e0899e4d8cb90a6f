using System.Globalization;

namespace ServerlessPipeline.Cli;

/// <summary>Numbers, ages and foreign text as a person reads them.</summary>
internal static class Words
{
    /// <summary>Such as <c>1 file</c> and <c>1,200 files</c>.</summary>
    public static string Counted(long number, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");

    /// <summary>In the largest units that matter, such as <c>3 d 4 h</c> or <c>12 s</c>; nothing is younger than 0 s.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{age.Days} d {age.Hours} h",
        { TotalHours: >= 1 } => $"{age.Hours} h {age.Minutes} min",
        { TotalMinutes: >= 1 } => $"{age.Minutes} min",
        _ => $"{Math.Max(0, age.Seconds)} s",
    };

    /// <summary>Foreign text must neither move the cursor nor forge a line.</summary>
    public static string Printable(string text) => string.Concat(text.Select(one => char.IsControl(one) ? ' ' : one));

    /// <summary>A text that ends with one full stop, whoever wrote it and whether it had one.</summary>
    public static string Sentence(string text) => text.TrimEnd().TrimEnd('.') + ".";
}
