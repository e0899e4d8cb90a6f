using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.Assertions;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>Both stages, synthesized once for all tests. The CDK's library answers one caller at a time, hence one collection.</summary>
[CollectionDefinition(nameof(Synthesis))]
public sealed class Synthesis : ICollectionFixture<ProductionStack>, ICollectionFixture<DevelopmentStack>;

public sealed class ProductionStack() : SynthesizedStack("prod");

public sealed class DevelopmentStack() : SynthesizedStack("dev");

/// <summary>The stack as the app synthesizes it with the settings of <c>cdk.json</c>.</summary>
public abstract class SynthesizedStack : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdk-out-").FullName;

    private protected SynthesizedStack(string stage)
    {
        var app = new App(new AppProps { Outdir = _folder });
        var stack = PipelineApp.Build(app, PipelineSettings.From(Context.OfCdkJson(), stage), Artifacts.Published());
        Errors = PipelineApp.Errors(app.Synth());
        Template = Template.FromStack(stack);
        TemplateFile = Path.Combine(_folder, stack.TemplateFile);
        Document = JsonNode.Parse(File.ReadAllText(TemplateFile))!.AsObject();
    }

    public Template Template { get; }

    /// <summary>The template as it would be deployed.</summary>
    public string TemplateFile { get; }

    public JsonObject Document { get; }

    /// <summary>The folder or file of an asset that a deployment uploads under this key.</summary>
    public string Asset(string objectKey)
    {
        var file = Path.ChangeExtension(Path.ChangeExtension(TemplateFile, null), ".assets.json");
        var assets = JsonNode.Parse(File.ReadAllText(file))!["files"]!.AsObject().Select(asset => asset.Value!);
        return Path.Combine(_folder, assets.Single(asset => asset["destinations"]!.AsObject().Any(
            destination => (string?)destination.Value!["objectKey"] == objectKey))["source"]!["path"]!.ToString());
    }

    /// <summary>The error annotations that the synthesis left.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>The resources of a type by their logical ids.</summary>
    public IReadOnlyDictionary<string, JsonNode> Resources(string type) => Document["Resources"]!.AsObject()
        .Where(resource => (string?)resource.Value!["Type"] == type)
        .ToDictionary(resource => resource.Key, resource => resource.Value!);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
