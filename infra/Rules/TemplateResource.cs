using System.Text.Json.Nodes;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>A resource as CloudFormation is given it, whoever added it: a construct, one of the CDK's helpers, or an override.</summary>
/// <param name="Id">The logical id.</param>
/// <param name="Type">Such as <c>AWS::S3::Bucket</c>.</param>
/// <param name="Properties">Values as in the template: what is not known before the deployment is an object such as <c>{ "Ref": … }</c>.</param>
/// <param name="Template">All resources of the template, this one among them.</param>
internal sealed record TemplateResource(string Id, string Type, JsonNode? Properties, IReadOnlyList<TemplateResource> Template)
{
    public JsonNode? this[string property] => Properties.At(property);

    /// <param name="file">A synthesized template.</param>
    public static IReadOnlyList<TemplateResource> Read(string file)
    {
        var resources = new List<TemplateResource>();
        var document = JsonNode.Parse(File.ReadAllText(file))!;
        resources.AddRange((document["Resources"] as JsonObject ?? []).Select(resource => new TemplateResource(
            resource.Key, (string)resource.Value![nameof(Type)]!, resource.Value[nameof(Properties)], resources)));
        return resources;
    }
}
