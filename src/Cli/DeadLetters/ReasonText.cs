using System.Text.RegularExpressions;

namespace ServerlessPipeline.Cli.DeadLetters;

/// <summary>Reasons that differ only in what they are about.</summary>
internal static partial class ReasonText
{
    /// <summary>The reason without its file, line and value, so that what has one cause is counted together.</summary>
    public static string? Kind(DeadLetter letter)
    {
        if (letter.Reason is not { } reason)
        {
            return null;
        }

        foreach (var file in letter.Files)
        {
            reason = reason.Replace($"{file}: ", "", StringComparison.Ordinal);
        }

        return Line().Replace(Number().Replace(Value().Replace(reason, "'…'"), "…"), "line …");
    }

    [GeneratedRegex("'[^']*'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"\b[0-9]+[.][0-9]+\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\bline [0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
