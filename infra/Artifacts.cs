namespace ServerlessPipeline.Infra;

/// <summary>The folders of the published programs, which become their assets.</summary>
internal sealed record Artifacts(string FanOut, string Writer, string Fetcher)
{
    /// <summary>What the build of this app publishes: <c>artifacts/deployed</c> of the repository.</summary>
    public static Artifacts Published()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var deployed = Path.Combine(folder, "artifacts", "deployed");
            if (Directory.Exists(deployed))
            {
                return new Artifacts(
                    Path.Combine(deployed, "FanOut"), Path.Combine(deployed, "Writer"), Path.Combine(deployed, "Fetcher"));
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder artifacts/deployed above {AppContext.BaseDirectory}: build the app with 'dotnet build infra'.");
    }
}
