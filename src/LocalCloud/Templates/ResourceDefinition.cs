using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>One resource of a template, named but not yet read.</summary>
internal sealed record ResourceDefinition(
    ResourceId Id, string Type, JsonObject RawProperties, StackTemplate Stack, Evaluator Evaluator, List<string> Errors)
{
    /// <summary>The resolved properties.</summary>
    /// <param name="withoutLocalEffect">Properties of this type that change nothing locally.</param>
    public Properties Open(params IEnumerable<string> withoutLocalEffect)
    {
        // The name is settled: it is part of the id.
        var settled = Identity.NameRule(Type).Property is { } name ? withoutLocalEffect.Append(name) : withoutLocalEffect;
        return Properties.Resolve(RawProperties, settled, Evaluator, Id.ToString(), Errors);
    }
}
