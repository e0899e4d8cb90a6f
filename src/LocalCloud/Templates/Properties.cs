using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>
/// The resolved properties of one resource, or of an object within one. A reader takes what it plays and then calls
/// <see cref="Close"/>, which reports everything that is left: nothing is accepted and ignored.
/// </summary>
internal sealed class Properties
{
    private readonly JsonObject _values;
    private readonly string _path;
    private readonly List<string> _errors;
    private readonly HashSet<string> _settled = [];
    private readonly Dictionary<string, Properties> _children = [];

    private Properties(JsonObject values, string path, List<string> errors)
    {
        _values = values;
        _path = path;
        _errors = errors;
    }

    /// <param name="properties">As the template has them.</param>
    /// <param name="withoutLocalEffect">Properties that change nothing locally; not even resolved.</param>
    /// <param name="evaluator">Resolves the others.</param>
    /// <param name="path">Where they stand, such as <c>Stack/LogicalId</c>.</param>
    /// <param name="errors">Gets one line per fault.</param>
    public static Properties Resolve(
        JsonObject properties, IEnumerable<string> withoutLocalEffect, Evaluator evaluator, string path, List<string> errors)
    {
        var result = new Properties([], path, errors);
        result._settled.UnionWith(withoutLocalEffect);
        foreach (var (name, value) in properties.Where(property => !result._settled.Contains(property.Key)))
        {
            try
            {
                if (evaluator.Evaluate(value, $"{path}.{name}") is { } resolved)
                {
                    result._values[name] = resolved;
                }
            }
            catch (EvaluationException exception)
            {
                errors.Add(exception.Message);
                result._settled.Add(name);
            }
        }

        return result;
    }

    public string? Text(string name) => Take(name, "a string", Scalar.Of);

    /// <summary>Empty, and reported, where it is missing.</summary>
    public string RequiredText(string name) => Text(Require(name)) ?? "";

    public int? Number(string name) => Take(name, "a whole number", node =>
        int.TryParse(Scalar.Of(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : (int?)null);

    /// <summary>Zero, and reported, where it is missing.</summary>
    public int RequiredNumber(string name) => Number(Require(name)) ?? 0;

    public bool? Flag(string name) => Take(name, "true or false", node =>
        bool.TryParse(Scalar.Of(node), out var flag) ? flag : (bool?)null);

    public TimeSpan? Seconds(string name) => Number(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A list of strings, or a single one as CloudFormation allows; empty where it is missing.</summary>
    public IReadOnlyList<string> Texts(string name) => Take(name, "a list of strings", node =>
    {
        var texts = node is JsonArray items ? [.. items.Select(Scalar.Of)] : new[] { Scalar.Of(node) };
        return texts.Contains(null) ? null : texts.OfType<string>().ToArray();
    }) ?? [];

    /// <summary>A JSON document that is kept as it is, such as a policy.</summary>
    public JsonObject? Document(string name) => Take(name, "an object", node => node.DeepClone() as JsonObject);

    /// <summary>Empty, and reported, where it is missing.</summary>
    public JsonObject RequiredDocument(string name) => Document(Require(name)) ?? [];

    public Properties? Object(string name) => Take(name, "an object", node => Child(node, name));

    public Properties? RequiredObject(string name) => Object(Require(name));

    public IReadOnlyList<Properties> Objects(string name) => Take(name, "a list of objects", node =>
    {
        var objects = (node as JsonArray)?.Select((item, i) => Child(item, $"{name}[{i}]")).ToArray();
        return objects is null || objects.Contains(null) ? null : objects.OfType<Properties>().ToArray();
    }) ?? [];

    /// <summary>Names and values that a caller chooses, such as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        if (Object(name) is not { } map)
        {
            return new Dictionary<string, string>();
        }

        return map._values.Select(property => property.Key).ToDictionary(key => key, map.RequiredText);
    }

    /// <summary>Settles properties of a nested object that change nothing locally.</summary>
    public void Ignore(params IEnumerable<string> names) => _settled.UnionWith(names);

    /// <summary>Settles a property that may be given, but only with one of these values.</summary>
    public void Allow(string name, params IEnumerable<string> values)
    {
        if (Texts(name).Except(values).Any())
        {
            Unsupported(name);
        }
    }

    /// <summary>Reports the value of a property as one that cannot be played.</summary>
    public void Unsupported(string name)
    {
        const int Longest = 100;
        var value = _values[name]?.ToJsonString() ?? "";
        _errors.Add($"{_path}.{name}: {(value.Length > Longest ? value[..Longest] + "…" : value)} is not supported");
    }

    /// <summary>Reports every property, here and below, that was not taken.</summary>
    public void Close()
    {
        foreach (var name in _values.Select(property => property.Key).Where(name => !_settled.Contains(name)))
        {
            Unsupported(name);
        }

        foreach (var child in _children.Values)
        {
            child.Close();
        }
    }

    private T? Take<T>(string name, string kind, Func<JsonNode, T?> read)
    {
        _settled.Add(name);
        if (_values[name] is not { } node)
        {
            return default;
        }

        var value = read(node);
        if (value is null)
        {
            _errors.Add($"{_path}.{name}: {kind} is expected, not {node.ToJsonString()}");
        }

        return value;
    }

    private string Require(string name)
    {
        // A property that is settled already failed to resolve, and was reported then.
        if (!_values.ContainsKey(name) && !_settled.Contains(name))
        {
            _errors.Add($"{_path}.{name}: is missing");
        }

        return name;
    }

    private Properties? Child(JsonNode? node, string name)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            node = ParseObject(value.GetValue<string>());
        }

        if (node is not JsonObject values)
        {
            return null;
        }

        // One child for each object, however often it is asked for: it remembers what was taken.
        if (!_children.TryGetValue(name, out var child))
        {
            _children[name] = child = new Properties(values, $"{_path}.{name}", _errors);
        }

        return child;
    }

    /// <summary>CloudFormation takes JSON properties as text too.</summary>
    private static JsonObject? ParseObject(string text)
    {
        try
        {
            return TemplateJson.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
