using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>Reads the <c>Condition</c> of one statement; what cannot be evaluated is an error.</summary>
/// <param name="place">The element, as errors name it.</param>
/// <param name="errors">Gets one line per fault.</param>
internal sealed class ConditionReader(string place, List<string> errors)
{
    private const string IfExists = "IfExists";

    public IReadOnlyList<Condition> Read(JsonObject operators)
    {
        var conditions = new List<Condition>();
        foreach (var (name, keys) in operators)
        {
            if (keys is not JsonObject { Count: > 0 } map)
            {
                errors.Add($"{place}.{name}: keys and their values are expected");
                continue;
            }

            conditions.AddRange(map.Select(entry => Read(name, entry.Key, entry.Value)).OfType<Condition>());
        }

        return conditions;
    }

    private Condition? Read(string name, string key, JsonNode? value)
    {
        var at = $"{place}.{name}.{key}";
        var values = Elements.Texts(value, Scalar.Of, at, errors);
        if (ConditionKeys.Find(key) is not { } find)
        {
            errors.Add($"{at}: the condition key '{key}' cannot be evaluated locally");
            return null;
        }

        var ifExists = name.EndsWith(IfExists, StringComparison.Ordinal) && name != "Null" + IfExists;
        var test = Test(ifExists ? name[..^IfExists.Length] : name, values, at);
        return test is null ? null : test with { Key = find, IfExists = ifExists };
    }

    /// <summary>Without its key; null, and reported, for an operator or a value that is not known.</summary>
    private Condition? Test(string name, IReadOnlyList<string> values, string at)
    {
        switch (name)
        {
            case "StringEquals" or "StringNotEquals":
                return Any(values, value => actual => actual == value, name);
            case "StringEqualsIgnoreCase" or "StringNotEqualsIgnoreCase":
                return Any(values, value => actual => actual.Equals(value, StringComparison.OrdinalIgnoreCase), name);
            case "StringLike" or "StringNotLike":
                return Any(values, Like, name);
            case "ArnEquals" or "ArnNotEquals" or "ArnLike" or "ArnNotLike":
                Require(values, ArnPattern.IsArn, "an ARN", at);
                return Any(values, value => new ArnPattern(value).Matches, name);
            case "Bool":
                Require(values, value => bool.TryParse(value, out _), "true or false", at);
                return Any(values, value => actual => actual.Equals(value, StringComparison.OrdinalIgnoreCase), name);
            case "Null":
                Require(values, value => values.Count == 1 && bool.TryParse(value, out _), "true or false", at);
                return Any(values, _ => _ => false, name) with { Absent = values is [var text] && bool.TryParse(text, out var absent) && absent };
            default:
                errors.Add($"{at}: the condition operator '{name}' cannot be evaluated locally");
                return null;
        }
    }

    private static Func<string, bool> Like(string value)
    {
        var pattern = new Wildcard(value);
        return actual => pattern.Matches(actual);
    }

    private static Condition Any(IReadOnlyList<string> values, Func<string, Func<string, bool>> compile, string name)
    {
        var tests = values.Select(compile).ToArray();
        return new Condition(_ => null, actual => Array.Exists(tests, test => test(actual)))
        {
            Negated = name.Contains("Not", StringComparison.Ordinal),
        };
    }

    private void Require(IReadOnlyList<string> values, Func<string, bool> valid, string kind, string at) =>
        errors.AddRange(values.Where(value => !valid(value)).Select(value => $"{at}: {kind} is expected, not '{value}'"));
}
