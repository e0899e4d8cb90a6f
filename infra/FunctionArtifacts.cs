namespace ServerlessPipeline.Infra;

/// <summary>The folders of the published functions, which become their assets.</summary>
internal sealed record FunctionArtifacts(string FanOut, string Writer)
{
    /// <summary>What the build of this app publishes: <c>artifacts/functions</c> of the repository.</summary>
    public static FunctionArtifacts Published()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var functions = Path.Combine(folder, "artifacts", "functions");
            if (Directory.Exists(functions))
            {
                return new FunctionArtifacts(Path.Combine(functions, "FanOut"), Path.Combine(functions, "Writer"));
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder artifacts/functions above {AppContext.BaseDirectory}: build the app with 'dotnet build infra'.");
    }
}
