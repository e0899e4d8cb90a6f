namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>The part of a systemd service that says what runs, with which environment.</summary>
/// <param name="Executable">The path of the program, as it is on the instance.</param>
internal sealed record SystemdUnit(
    string Executable, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> EnvironmentFiles)
{
    /// <exception cref="FormatException">The environment is written in a way that is not supported.</exception>
    public static SystemdUnit Read(string path)
    {
        var settings = File.ReadLines(path)
            .Select(line => line.Trim().Split('=', 2))
            .Where(parts => parts.Length == 2 && parts[0] is not ['#' or ';', ..])
            .ToLookup(parts => parts[0], parts => parts[1]);
        return new SystemdUnit(
            settings["ExecStart"].LastOrDefault("").Split(' ')[0],
            settings["Environment"].Select(Assignment).ToDictionary(),
            [.. settings["EnvironmentFile"]]);
    }

    /// <summary>A line <c>NAME=value</c>.</summary>
    /// <exception cref="FormatException">It is not one, or has quotes, escapes or specifiers, which are not read here.</exception>
    public static (string Name, string Value) Assignment(string line) =>
        line.Split('=', 2) is [{ Length: > 0 } name, var value] && line.IndexOfAny(['"', '\'', '\\', '%', ' ']) < 0
            ? (name, value)
            : throw new FormatException($"the line '{line}' of the environment must be NAME=value, with no spaces, quotes, escapes or specifiers");
}
