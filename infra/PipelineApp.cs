using Amazon.CDK;
using CloudAssembly = Amazon.CDK.CXAPI.CloudAssembly;
using SynthesisMessageLevel = Amazon.CDK.CXAPI.SynthesisMessageLevel;
using ServerlessPipeline.Infra.Rules;

namespace ServerlessPipeline.Infra;

/// <summary>The app: its one stack, and what holds for everything in it.</summary>
internal static class PipelineApp
{
    /// <exception cref="SettingException">A setting asks for what cannot be.</exception>
    public static PipelineStack Build(App app, PipelineSettings settings, Artifacts artifacts)
    {
        // The two stages are two stacks, so that a deployment with the wrong stage cannot strip data of its protection.
        var stack = new PipelineStack(app, settings.Stage.Keeps ? "ServerlessPipeline" : "ServerlessPipelineDev", settings, artifacts);
        Tags.Of(stack).Add("project", "ServerlessPipeline");
        if (settings.RegionGuard)
        {
            // Set by the CDK command from the profile. The stack itself is for any region.
            RegionGuard.Check(stack, settings.ExchangeUrl, System.Environment.GetEnvironmentVariable("CDK_DEFAULT_REGION"));
        }

        return stack;
    }

    /// <summary>What the CDK and the rules found, a line each.</summary>
    public static IReadOnlyList<string> Errors(CloudAssembly assembly) =>
    [
        .. assembly.Stacks.SelectMany(stack => stack.Messages)
            .Where(message => message.Level == SynthesisMessageLevel.ERROR)
            .Select(message => $"{message.Id}: {message.Entry.Data}"),
        .. assembly.Stacks.SelectMany(stack => Rule.Broken(stack.TemplateFullPath)),
    ];
}
