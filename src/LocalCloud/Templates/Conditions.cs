using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>The <c>Conditions</c> section of one template.</summary>
internal sealed class Conditions(StackTemplate stack, Evaluator evaluator)
{
    private readonly Dictionary<string, bool> _known = [];
    private readonly Dictionary<string, EvaluationException> _failed = [];
    private readonly HashSet<string> _beingEvaluated = [];

    /// <summary>Whether the condition of this name holds.</summary>
    /// <exception cref="EvaluationException">There is none, or it cannot be resolved.</exception>
    public bool Holds(string name, string path)
    {
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_failed.TryGetValue(name, out var failure))
        {
            throw failure;
        }

        if (stack.Section("Conditions")[name] is not JsonObject condition)
        {
            throw new EvaluationException(path, $"there is no condition '{name}'");
        }

        if (!_beingEvaluated.Add(name))
        {
            throw new EvaluationException(path, $"the condition '{name}' refers to itself");
        }

        try
        {
            return _known[name] = Evaluate(condition, $"{stack.Name}/Conditions.{name}");
        }
        catch (EvaluationException exception) when (!Remember(name, exception))
        {
            throw;
        }
        finally
        {
            _beingEvaluated.Remove(name);
        }
    }

    /// <summary>Whether a resource or an output is created: it has no condition, or one that holds.</summary>
    public bool Creates(JsonNode definition, string path) =>
        definition["Condition"] is not { } condition || Holds(evaluator.Text(condition, path), path);

    // In a filter: to catch and throw again at every level of a long chain would take more stack than the chain itself.
    private bool Remember(string name, EvaluationException exception) => _failed.TryAdd(name, exception) || true;

    private bool Evaluate(JsonNode? condition, string path)
    {
        if (condition is not JsonObject { Count: 1 } call)
        {
            throw new EvaluationException(path, "a condition is one function");
        }

        var (function, argument) = call.First();
        return function switch
        {
            "Condition" => Holds(evaluator.Text(argument, path), path),
            "Fn::Equals" when argument is JsonArray { Count: 2 } sides =>
                JsonNode.DeepEquals(Comparable(sides[0], path), Comparable(sides[1], path)),
            "Fn::Not" when argument is JsonArray { Count: 1 } inner => !Evaluate(inner[0], path),
            "Fn::And" when argument is JsonArray all => all.All(inner => Evaluate(inner, path)),
            "Fn::Or" when argument is JsonArray any => any.Any(inner => Evaluate(inner, path)),
            _ => throw new EvaluationException(
                path, $"the condition function {function} is not supported, or not with {argument?.ToJsonString()}"),
        };
    }

    private JsonNode? Comparable(JsonNode? value, string path)
    {
        var resolved = evaluator.Evaluate(value, path);
        return Scalar.Of(resolved) is { } text ? JsonValue.Create(text) : resolved;
    }
}
