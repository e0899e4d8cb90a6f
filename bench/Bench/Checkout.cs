namespace ServerlessPipeline.Bench;

/// <summary>The checkout that the benchmarks were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Twin => Path.Combine(Root, "bench", "twin");

    /// <summary>A program that was built together with this one, in the same configuration.</summary>
    public static string Program(string project) => Program(project, $"ServerlessPipeline.{project}");

    /// <summary>One whose assembly has a name of its own.</summary>
    public static string Program(string project, string assembly)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, "artifacts", "bin", project, configuration, $"{assembly}.dll");
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "cdk.json")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No cdk.json above the benchmarks.");
        }

        return folder;
    }
}
