namespace ServerlessPipeline.LocalCloud.DynamoDb;

internal static class NodeModules
{
    /// <summary>The nearest <c>node_modules</c> above the program that has the package.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Find(string package)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "node_modules");
            if (Directory.Exists(Path.Combine(candidate, package)))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException(
            $"The Node.js package '{package}' is not installed above '{AppContext.BaseDirectory}': run 'npm ci'.");
    }
}
