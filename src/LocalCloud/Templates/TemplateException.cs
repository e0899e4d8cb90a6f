namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>What stands in the way of a local run, everything at once: one line per fault, each with its place.</summary>
internal sealed class TemplateException(IReadOnlyList<string> errors) : Exception(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
