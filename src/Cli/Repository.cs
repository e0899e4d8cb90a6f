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

    /// <summary>A program that was built together with this one, in the same configuration.</summary>
    public string Program(string project)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(Root, "artifacts", "bin", project, configuration, $"ServerlessPipeline.{project}.dll");
        return File.Exists(path)
            ? path
            : throw new CommandException($"{path} is missing. Build the solution with 'dotnet build'.");
    }
}
