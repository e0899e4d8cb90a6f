using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessPipeline.Infra;

/// <summary>The GNU C library, of which a program that was linked here may need a newer one than Lambda has.</summary>
internal static partial class CLibrary
{
    /// <summary>The one of Amazon Linux 2023, and so of <c>provided.al2023</c>.</summary>
    public static readonly Version OfLambda = new(2, 34);

    /// <summary>The newest version that a program asks for; null if it asks for none.</summary>
    /// <param name="program">An ELF file; it names the versions of its symbols as plain text, such as <c>GLIBC_2.34</c>.</param>
    public static Version? NeededBy(string program) => Versions()
        .Matches(Encoding.Latin1.GetString(File.ReadAllBytes(program)))
        .Select(match => new Version(2, int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture)))
        .Max();

    [GeneratedRegex(@"GLIBC_2\.(?<minor>[0-9]{1,4})", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Versions();
}
