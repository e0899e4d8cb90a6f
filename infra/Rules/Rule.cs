using Amazon.CDK;
using Amazon.JSII.Runtime.Deputy;
using Constructs;

namespace ServerlessPipeline.Infra.Rules;

/// <summary>Something that holds for every resource of the app, whoever adds it: what breaks it is an error of the synthesis.</summary>
internal abstract class Rule : DeputyBase, IAspect
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Rule> All { get; } =
        [new EncryptionRule(), new TlsRule(), new LogRetentionRule(), new DeadLetterRule(), new WildcardRule()];

    public void Visit(IConstruct node)
    {
        if (node is CfnResource resource && Problem(resource) is { } problem)
        {
            Annotations.Of(resource).AddError(problem);
        }
    }

    /// <summary>What is wrong with a resource, a sentence without its end; null for nothing.</summary>
    protected abstract string? Problem(CfnResource resource);

    /// <summary>A property with its tokens resolved: dictionaries, arrays and scalars.</summary>
    protected static object? Resolve(CfnResource resource, object? value) =>
        value is null ? null : resource.Stack.Resolve(value);
}
