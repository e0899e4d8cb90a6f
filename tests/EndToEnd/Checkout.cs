namespace ServerlessPipeline.EndToEnd;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Program(string project, string assembly) =>
        Path.Combine(Root, "artifacts", "bin", project, Configuration, $"{assembly}.dll");

    /// <summary>What was built, <c>debug</c> or <c>release</c>.</summary>
    public static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "cdk.json")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No cdk.json above the tests.");
        }

        return folder;
    }
}
