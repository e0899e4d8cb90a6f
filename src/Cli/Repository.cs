namespace ServerlessPipeline.Cli;

/// <summary>The checkout that the command runs from: where the CDK app, its settings and the built programs are.</summary>
internal sealed record Repository(string Root)
{
    public string Settings => Path.Combine(Root, "cdk.json");

    public string NodeModules => Path.Combine(Root, "node_modules");

    /// <summary>The published programs, which the templates refer to.</summary>
    public string Deployed => Path.Combine(Root, "artifacts", "deployed");

    /// <summary>Where the state of the local run is kept unless told otherwise.</summary>
    public string LocalData => Path.Combine(Root, ".local");

    /// <exception cref="CommandException">Neither the current folder nor the program's is in a checkout.</exception>
    public static Repository Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "cdk.json")) && Directory.Exists(Path.Combine(folder, "infra")))
                {
                    return new Repository(folder);
                }
            }
        }

        throw new CommandException("No cdk.json here or above. Run the command in a checkout of ServerlessPipeline.");
    }

    /// <summary>A program of the checkout, in the configuration of this one; an installed one has none, and takes what is there.</summary>
    /// <exception cref="CommandException">It has not been built.</exception>
    public string Program(string project)
    {
        var own = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var paths = new[] { own, "debug", "release" }
            .Select(configuration => Path.Combine(Root, "artifacts", "bin", project, configuration, $"ServerlessPipeline.{project}.dll"));
        return paths.FirstOrDefault(File.Exists)
            ?? throw new CommandException($"{project} has not been built in {Root}. Build the solution with 'dotnet build'.");
    }
}
