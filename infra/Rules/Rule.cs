namespace ServerlessPipeline.Infra.Rules;

/// <summary>
/// Something that holds for every resource of the app: what breaks it is an error of the synthesis. It reads the finished template,
/// for there are resources that the constructs do not show as what they are, such as the functions that the CDK adds by itself.
/// </summary>
internal abstract class Rule
{
    private static readonly IReadOnlyList<Rule> All =
        [new EncryptionRule(), new TlsRule(), new LogRetentionRule(), new DeadLetterRule(), new WildcardRule()];

    /// <summary>What breaks a rule in a synthesized template, a sentence each that begins with the resource's logical id.</summary>
    public static IEnumerable<string> Broken(string templateFile) =>
        from resource in TemplateResource.Read(templateFile)
        from rule in All
        let problem = rule.Problem(resource)
        where problem is not null
        select $"{resource.Id}: {problem}";

    /// <summary>What is wrong with a resource, a sentence without its end; null for nothing.</summary>
    protected abstract string? Problem(TemplateResource resource);
}
