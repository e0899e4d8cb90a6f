using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>One synthesized stack.</summary>
/// <param name="Name">The stack's name in CloudFormation.</param>
/// <param name="Template">The template as written, intrinsics unresolved.</param>
/// <param name="Assets">Local files and folders by the object key under which a deployment uploads them.</param>
internal sealed record StackTemplate(string Name, JsonObject Template, IReadOnlyDictionary<string, string> Assets)
{
    /// <summary>A section of the template such as <c>Resources</c>; empty where the template has none.</summary>
    public JsonObject Section(string name) => Template[name] as JsonObject ?? [];
}

/// <summary>The folder that <c>cdk synth</c> writes (<c>cdk.out</c>).</summary>
internal static class CloudAssembly
{
    /// <summary>The stacks, every stack after those that it depends on.</summary>
    /// <exception cref="TemplateException">The folder holds no readable cloud assembly.</exception>
    public static IReadOnlyList<StackTemplate> Read(string folder)
    {
        var artifacts = Artifacts(folder);
        var stacks = new List<StackTemplate>();
        var visited = new HashSet<string>();
        foreach (var id in artifacts.Select(artifact => artifact.Key))
        {
            Visit(id);
        }

        return stacks;

        void Visit(string id)
        {
            if (!visited.Add(id) || artifacts[id] is not JsonObject artifact)
            {
                return;
            }

            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                throw Unreadable($"{id}: too many artifacts depend on one another in a row");
            }

            foreach (var dependency in artifact["dependencies"] as JsonArray ?? [])
            {
                Visit(Text(dependency));
            }

            switch (Text(artifact["type"]))
            {
                case "aws:cloudformation:stack":
                    stacks.Add(ReadStack(folder, id, artifact, artifacts));
                    break;
                case "cdk:cloud-assembly":
                    throw Unreadable(
                        $"{id}: a nested assembly (a CDK Stage) is not supported; put the stacks into the app itself");
            }
        }
    }

    private static JsonObject Artifacts(string folder)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        return File.Exists(manifest)
            ? ReadJson(folder, "manifest.json")["artifacts"] as JsonObject ?? []
            : throw Unreadable($"'{manifest}' does not exist; synthesize the CDK app first");
    }

    private static StackTemplate ReadStack(string folder, string id, JsonObject artifact, JsonObject artifacts)
    {
        var properties = artifact["properties"];
        var assets = new Dictionary<string, string>();
        foreach (var dependency in artifact["dependencies"] as JsonArray ?? [])
        {
            if (artifacts[Text(dependency)] is JsonObject other && Text(other["type"]) == "cdk:asset-manifest")
            {
                AddAssets(folder, Text(other["properties"].Member("file")), assets);
            }
        }

        var name = properties.Member("stackName") is { } explicitName ? Text(explicitName) : id;
        return new StackTemplate(name, ReadJson(folder, Text(properties.Member("templateFile"))), assets);
    }

    private static void AddAssets(string folder, string manifest, Dictionary<string, string> assets)
    {
        foreach (var (_, asset) in ReadJson(folder, manifest)["files"] as JsonObject ?? [])
        {
            var path = FullPath(folder, Text(asset.Member("source").Member("path")));
            foreach (var (_, destination) in asset.Member("destinations") as JsonObject ?? [])
            {
                assets[Text(destination.Member("objectKey"))] = path;
            }
        }
    }

    private static JsonObject ReadJson(string folder, string name)
    {
        var path = FullPath(folder, name);
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable($"'{path}' cannot be read: {exception.Message}");
        }
    }

    /// <param name="path">Where the text comes from, for the error's text.</param>
    /// <exception cref="TemplateException">It is not a JSON object.</exception>
    public static JsonObject Parse(string text, string path)
    {
        try
        {
            return TemplateJson.Parse(text) ?? throw Unreadable($"'{path}' is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw Unreadable($"'{path}' cannot be read: {exception.Message}");
        }
    }

    private static string FullPath(string folder, string name) => name.Length > 0 && !name.Contains('\0')
        ? Path.GetFullPath(Path.Combine(folder, name))
        : throw Unreadable($"'{folder}' names a file without a name");

    private static string Text(JsonNode? node) => Scalar.Of(node) ?? "";

    private static TemplateException Unreadable(string message) => new([message]);
}
