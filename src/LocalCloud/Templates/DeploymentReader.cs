using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Turns a synthesized CDK app into what a local run creates.</summary>
internal static class DeploymentReader
{
    /// <param name="folder">The cloud assembly (<c>cdk.out</c>).</param>
    /// <param name="endpoint">The gateway's address, for the URLs of queues.</param>
    /// <exception cref="TemplateException">Something cannot be played as it is written; lists everything.</exception>
    public static Deployment Read(string folder, Uri endpoint)
    {
        var draft = new Draft();
        var exports = new Dictionary<string, JsonNode>();
        foreach (var stack in CloudAssembly.Read(folder))
        {
            new StackReader(stack, exports, endpoint, draft).Read();
        }

        return draft.Complete();
    }
}
