using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>
/// Reads an instance's user data: cloud-init's YAML (<c>#cloud-config</c>), which names an asset with a systemd unit and
/// writes the unit's environment files. What it runs (<c>runcmd</c>) and what it installs has been done here already.
/// </summary>
internal static class UserData
{
    private const int LongestText = 16 * 1024;
    private const int DeepestNesting = 64;

    /// <param name="text">The user data, decoded.</param>
    /// <param name="assets">Local folders by the object key under which a deployment uploads them.</param>
    /// <exception cref="FormatException">It is of another kind, or something that it refers to is missing.</exception>
    public static InstalledProgram Program(string text, IReadOnlyDictionary<string, string> assets)
    {
        if (text.Length > LongestText)
        {
            throw new FormatException($"it has {text.Length} characters, more than the {LongestText} that EC2 takes");
        }

        var files = WrittenFiles(text);
        var folder = assets.Where(asset => text.Contains(asset.Key, StringComparison.Ordinal)).Select(asset => asset.Value).ToArray()
            is [var only] ? only : throw new FormatException("it must name exactly one asset of the cloud assembly");
        if (!Directory.Exists(folder))
        {
            throw new FormatException($"the asset '{folder}' is not a folder");
        }

        var units = Directory.EnumerateFiles(folder, "*.service", SearchOption.AllDirectories).Select(SystemdUnit.Read)
            .Where(unit => File.Exists(Executable(unit)));
        return units.ToArray() is [var unit]
            ? new InstalledProgram(folder, Executable(unit), Environment(unit, files))
            : throw new FormatException($"the asset '{folder}' must have exactly one systemd unit that starts a program of its own");

        string Executable(SystemdUnit unit) => Path.Combine(folder, Path.GetFileName(unit.Executable));
    }

    private static Dictionary<string, string> Environment(SystemdUnit unit, Dictionary<string, string> files)
    {
        // As systemd does: what a file says goes before what the unit says.
        var environment = new Dictionary<string, string>(unit.Environment);
        foreach (var path in unit.EnvironmentFiles)
        {
            var lines = files.TryGetValue(path, out var content)
                ? content.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : throw new FormatException($"it must write the unit's environment file '{path}'");
            foreach (var line in lines.Where(line => line[0] is not '#' and not ';'))
            {
                var (name, value) = SystemdUnit.Assignment(line);
                environment[name] = value;
            }
        }

        return environment;
    }

    private static Dictionary<string, string> WrittenFiles(string text)
    {
        if (!text.StartsWith("#cloud-config", StringComparison.Ordinal))
        {
            throw new FormatException("it must begin with '#cloud-config'");
        }

        try
        {
            CheckNesting(text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var files = (YamlSequenceNode)yaml.Documents[0].RootNode["write_files"];
            return files.ToDictionary(file => Scalar(file, "path"), file => Scalar(file, "content"));
        }
        catch (Exception exception) when (
            exception is YamlException or KeyNotFoundException or InvalidCastException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"it must have a list 'write_files' of files with path and content: {exception.Message}", exception);
        }
    }

    // The parser takes any depth; what loads the document calls itself for each.
    private static void CheckNesting(string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestNesting)
            {
                throw new YamlException(parser.Current.Start, parser.Current.End, $"it is nested deeper than {DeepestNesting} levels");
            }
        }
    }

    private static string Scalar(YamlNode file, string name) => ((YamlScalarNode)file[name]).Value ?? "";
}
