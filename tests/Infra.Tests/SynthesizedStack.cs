using Amazon.CDK;
using Amazon.CDK.Assertions;
using Annotations = Amazon.CDK.Assertions.Annotations;

namespace ServerlessPipeline.Infra.Tests;

/// <summary>The stack, synthesized once for the tests of a class.</summary>
public sealed class SynthesizedStack : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdk-out-").FullName;

    public SynthesizedStack()
    {
        var app = new App(new AppProps { Outdir = _folder });
        var stack = new PipelineStack(
            app, "ServerlessPipeline", PipelineSettings.From(Context.OfCdkJson()), FunctionArtifacts.Published());
        Template = Template.FromStack(stack);
        Errors = Annotations.FromStack(stack).FindError("*", Match.AnyValue()).Length;
    }

    public Template Template { get; }

    /// <summary>How many error annotations the synthesis left.</summary>
    public int Errors { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
