using System.Text.Json.Nodes;
using ServerlessPipeline.LocalCloud.Templates;

namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>Reads one statement of a policy document.</summary>
/// <param name="place">The statement, as errors name it.</param>
/// <param name="ofResource">Whether it must name principals.</param>
/// <param name="errors">Gets one line per fault.</param>
internal sealed class StatementReader(string place, bool ofResource, List<string> errors)
{
    private static readonly HashSet<string> Known =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    private string _place = place;

    /// <summary>Null, and reported, where it is no object.</summary>
    public Statement? Read(JsonNode? node)
    {
        if (node is not JsonObject statement)
        {
            errors.Add($"{_place}: a statement is expected, not {node?.ToJsonString() ?? "null"}");
            return null;
        }

        if (Scalar.Of(statement["Sid"]) is { Length: > 0 } sid)
        {
            _place += $" ({sid})";
        }

        // NotPrincipal is refused with the rest: it speaks of sessions and accounts that do not exist here.
        errors.AddRange(statement
            .Where(element => !Known.Contains(element.Key) && !(ofResource && element.Key == "Principal"))
            .Select(element => $"{_place}: the element '{element.Key}' is not supported locally"));
        return new Statement
        {
            Allows = Effect(statement) == "Allow",
            Actions = Patterns(statement, "Action", IsAction, ignoreCase: true),
            Resources = Patterns(statement, "Resource", IsResource, ignoreCase: false),
            Conditions = Conditions(statement),
            Principals = ofResource ? PrincipalPattern.Read(statement["Principal"], $"{_place}: Principal", errors) : null,
        };
    }

    private static bool IsAction(string text) => text == "*" || text.Split(':') is [{ Length: > 0 }, { Length: > 0 }];

    private static bool IsResource(string text) => text == "*" || ArnPattern.IsArn(text);

    private string? Effect(JsonObject statement)
    {
        var effect = Scalar.Of(statement["Effect"]);
        if (effect is not ("Allow" or "Deny"))
        {
            errors.Add($"{_place}: Effect: Allow or Deny is expected, not {statement["Effect"]?.ToJsonString() ?? "null"}");
        }

        return effect;
    }

    /// <summary>The element of this name or its opposite; one of them must be there.</summary>
    private PatternSet Patterns(JsonObject statement, string name, Func<string, bool> isValid, bool ignoreCase)
    {
        var (positive, negative) = (statement.ContainsKey(name), statement.ContainsKey($"Not{name}"));
        if (positive == negative)
        {
            errors.Add($"{_place}: one of {name} and Not{name} is expected");
            return new PatternSet([], AllBut: false);
        }

        var element = positive ? name : $"Not{name}";
        var texts = Elements.Texts(statement[element], $"{_place}: {element}", errors);
        errors.AddRange(texts.Where(text => !isValid(text))
            .Select(text => $"{_place}: {element}: '{text}' is no {name.ToLowerInvariant()}"));
        return new PatternSet([.. texts.Select(text => new Wildcard(text, ignoreCase))], AllBut: negative);
    }

    private IReadOnlyList<Condition> Conditions(JsonObject statement)
    {
        switch (statement["Condition"])
        {
            case null:
                return [];
            case JsonObject operators:
                return new ConditionReader($"{_place}: Condition", errors).Read(operators);
            case var other:
                errors.Add($"{_place}: Condition: operators are expected, not {other.ToJsonString()}");
                return [];
        }
    }
}
