namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>One value of a template that cannot be resolved.</summary>
/// <param name="path">Where, such as <c>Stack/LogicalId.Environment.Variables.TABLE</c>.</param>
/// <param name="message">Why.</param>
internal class EvaluationException(string path, string message) : Exception($"{path}: {message}");

/// <summary>A value that only the real resource has, asked of a resource that is not played locally.</summary>
internal sealed class SkippedResourceException(string path, string message) : EvaluationException(path, message);
