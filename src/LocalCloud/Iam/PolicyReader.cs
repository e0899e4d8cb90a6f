using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>
/// Reads policy documents. Whatever cannot be evaluated is an error with its place: an element that were left out would
/// silently allow or deny. Source: IAM user guide, "IAM JSON policy element reference".
/// </summary>
internal static class PolicyReader
{
    private static readonly string[] Versions = ["2008-10-17", "2012-10-17"];

    /// <param name="place">The policy, as errors name it.</param>
    /// <param name="document">Its intrinsics are resolved.</param>
    /// <param name="ofResource">Whether it is a bucket's, a queue's or a function's: those name principals.</param>
    /// <param name="errors">Gets one line per fault.</param>
    public static IReadOnlyList<Statement> Read(string place, JsonObject document, bool ofResource, List<string> errors)
    {
        foreach (var (name, value) in document)
        {
            if (name is not ("Version" or "Id" or "Statement"))
            {
                errors.Add($"{place}: the element '{name}' is not supported locally");
            }
            else if (name == "Version" && !Versions.Contains(Scalar.Of(value)))
            {
                errors.Add($"{place}: the version {value?.ToJsonString()} is unknown");
            }
        }

        var statements = document["Statement"] as JsonArray ?? [document["Statement"]?.DeepClone()];
        return [.. statements
            .Select((node, i) => new StatementReader($"{place}, statement {i + 1}", ofResource, errors).Read(node))
            .OfType<Statement>()];
    }
}
