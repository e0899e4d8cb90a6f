namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>Inputs kept as files, one folder a kind. Those named <c>found-…</c> broke a rule once.</summary>
internal static class Corpus
{
    /// <summary>All that inputs are made of: the target's own samples and the kind's files.</summary>
    public static IReadOnlyList<byte[]> Of(FuzzTarget target) => [.. target.Samples, .. Files(target.Kind).Select(File.ReadAllBytes)];

    /// <summary>Those that must be accepted.</summary>
    public static IReadOnlyList<byte[]> Valid(FuzzTarget target) =>
    [
        .. target.Samples,
        .. Files(target.Kind).Where(path => !Path.GetFileName(path).StartsWith("found-", StringComparison.Ordinal)).Select(File.ReadAllBytes),
    ];

    private static IReadOnlyList<string> Files(string kind)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Corpus", kind);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)] : [];
    }
}
