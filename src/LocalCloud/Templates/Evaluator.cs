using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>Resolves the intrinsic functions of one stack's template.</summary>
internal sealed partial class Evaluator
{
    // In characters; AWS takes no longer template. Texts made of texts would double and double again.
    private const int LongestText = 1024 * 1024;

    private readonly StackTemplate _stack;
    private readonly IReadOnlyDictionary<string, JsonNode> _exports;
    private readonly Conditions _conditions;
    private readonly References _references;

    /// <param name="stack">The template.</param>
    /// <param name="exports">What the stacks before it export, by export name.</param>
    /// <param name="endpoint">The gateway's address, for the URLs of queues.</param>
    public Evaluator(StackTemplate stack, IReadOnlyDictionary<string, JsonNode> exports, Uri endpoint)
    {
        _stack = stack;
        _exports = exports;
        _conditions = new Conditions(stack, this);
        _references = new References(stack, this, _conditions, endpoint);
    }

    public Conditions Conditions => _conditions;

    public References References => _references;

    /// <summary>A copy of <paramref name="value"/> without intrinsics; null for <c>AWS::NoValue</c>.</summary>
    /// <param name="value">Any value of the template.</param>
    /// <param name="path">Where it stands, for the error's text.</param>
    /// <exception cref="EvaluationException">It cannot be resolved.</exception>
    public JsonNode? Evaluate(JsonNode? value, string path)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new EvaluationException(path, "too many values refer to one another in a row");
        }

        switch (value)
        {
            case JsonObject { Count: 1 } call when IsIntrinsic(call.First().Key):
                return Call(call.First().Key, call.First().Value, path);
            case JsonObject properties:
                var result = new JsonObject();
                foreach (var (name, property) in properties)
                {
                    if (Evaluate(property, $"{path}.{name}") is { } resolved)
                    {
                        result[name] = resolved;
                    }
                }

                return result;
            case JsonArray items:
                return new JsonArray([.. items.Select((item, i) => Evaluate(item, $"{path}[{i}]")).OfType<JsonNode>()]);
            case JsonValue when Scalar.Of(value) is { } text && text.Contains("{{resolve:", StringComparison.Ordinal):
                throw new EvaluationException(path, $"the dynamic reference '{text}' cannot be resolved locally");
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>Resolves what must be a string, a number or a boolean.</summary>
    public string Text(JsonNode? value, string path) =>
        Scalar.Of(Evaluate(value, path)) ?? throw new EvaluationException(path, "a string is expected");

    private static bool IsIntrinsic(string name) =>
        name is "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal);

    private JsonNode? Call(string function, JsonNode? argument, string path) => function switch
    {
        "Ref" => _references.Ref(Text(argument, path), path),
        "Fn::GetAtt" => GetAtt(argument, path),
        "Fn::Join" => Bounded(Join(argument, path), path),
        "Fn::Sub" => Bounded(Sub(argument, path), path),
        "Fn::Select" => Select(argument, path),
        "Fn::Split" => Split(argument, path),
        "Fn::FindInMap" => FindInMap(argument, path),
        "Fn::If" => If(argument, path),
        "Fn::ImportValue" => ImportValue(argument, path),
        "Fn::Base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(argument, path))),
        "Fn::GetAZs" => new JsonArray([.. "abc".Select(zone => JsonValue.Create(LocalAccount.Region + zone))]),
        _ => throw new EvaluationException(path, $"the function {function} is not supported"),
    };

    private JsonValue GetAtt(JsonNode? argument, string path)
    {
        var parts = argument is JsonArray array
            ? [.. array.Select(part => Text(part, path))]
            : Text(argument, path).Split('.', 2);
        return parts is [var resource, var attribute]
            ? JsonValue.Create(_references.Attribute(resource, attribute, path))
            : throw new EvaluationException(path, "Fn::GetAtt takes a resource and an attribute");
    }

    private string Join(JsonNode? argument, string path)
    {
        var arguments = Arguments("Fn::Join", argument, 2, path);
        var items = List(arguments[1], path).Select(item => Scalar.Of(item)
            ?? throw new EvaluationException(path, "Fn::Join joins strings only"));
        return string.Join(Text(arguments[0], path), items);
    }

    private string Sub(JsonNode? argument, string path)
    {
        var arguments = argument is JsonArray ? Arguments("Fn::Sub", argument, 2, path) : [argument?.DeepClone()];
        var variables = arguments.Count == 2 ? arguments[1] as JsonObject : null;
        return Placeholder().Replace(Text(arguments[0], path), match =>
        {
            var name = match.Groups["name"].Value;
            if (name.StartsWith('!'))
            {
                return $"${{{name[1..]}}}";
            }

            var value = variables?[name] is { } variable ? Evaluate(variable, path)
                : name.Split('.', 2) is [var resource, var attribute] ? _references.Attribute(resource, attribute, path)
                : _references.Ref(name, path);
            return Scalar.Of(value) ?? throw new EvaluationException(path, $"'{name}' in Fn::Sub is not a string");
        });
    }

    private static string Bounded(string text, string path) => text.Length <= LongestText
        ? text
        : throw new EvaluationException(path, $"the text has {text.Length} characters, more than the {LongestText} of a template");

    private JsonNode? Select(JsonNode? argument, string path)
    {
        var arguments = Arguments("Fn::Select", argument, 2, path);
        var items = List(arguments[1], path);
        return int.TryParse(Text(arguments[0], path), out var index) && index >= 0 && index < items.Count
            ? items[index]?.DeepClone()
            : throw new EvaluationException(path, $"Fn::Select has no element {Text(arguments[0], path)} among {items.Count}");
    }

    private JsonArray Split(JsonNode? argument, string path)
    {
        var arguments = Arguments("Fn::Split", argument, 2, path);
        var parts = Text(arguments[1], path).Split(Text(arguments[0], path));
        return new JsonArray([.. parts.Select(part => JsonValue.Create(part))]);
    }

    private JsonNode FindInMap(JsonNode? argument, string path)
    {
        var keys = Arguments("Fn::FindInMap", argument, 3, path).Select(key => Text(key, path)).ToArray();
        var found = (_stack.Section("Mappings")[keys[0]] as JsonObject)?[keys[1]] is JsonObject row ? row[keys[2]] : null;
        return found?.DeepClone()
            ?? throw new EvaluationException(path, $"the mappings hold no {string.Join('.', keys)}");
    }

    private JsonNode? If(JsonNode? argument, string path)
    {
        var arguments = Arguments("Fn::If", argument, 3, path);
        return Evaluate(arguments[_conditions.Holds(Text(arguments[0], path), path) ? 1 : 2], path);
    }

    private JsonNode ImportValue(JsonNode? argument, string path)
    {
        var name = Text(argument, path);
        return _exports.TryGetValue(name, out var value)
            ? value.DeepClone()
            : throw new EvaluationException(path, $"no stack before this one exports '{name}'");
    }

    private JsonArray List(JsonNode? value, string path) =>
        Evaluate(value, path) as JsonArray ?? throw new EvaluationException(path, "a list is expected");

    private static JsonArray Arguments(string function, JsonNode? argument, int count, string path) =>
        argument is JsonArray array && array.Count == count
            ? array
            : throw new EvaluationException(path, $"{function} takes {count} arguments");

    [GeneratedRegex(@"\$\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
