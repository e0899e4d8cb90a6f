using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.DynamoDb.PartiQl;

/// <summary>Writes conditions as DynamoDB's expressions; names and values get placeholders, which go with the request.</summary>
internal sealed class ExpressionWriter
{
    private readonly Dictionary<string, string> _names = [];
    private readonly List<JsonObject> _values = [];

    /// <summary>The placeholder of an attribute's name.</summary>
    public string Name(string name)
    {
        if (!_names.TryGetValue(name, out var placeholder))
        {
            _names[name] = placeholder = $"#n{_names.Count}";
        }

        return placeholder;
    }

    public string Write(Condition condition) => condition switch
    {
        Comparison comparison => $"{Write(comparison.Left)} {comparison.Operator} {Write(comparison.Right)}",
        Between between => $"{Write(between.Operand)} BETWEEN {Write(between.Lower)} AND {Write(between.Upper)}",
        AmongValues among => $"{Write(among.Operand)} IN ({string.Join(", ", among.Values.Select(Write))})",
        FunctionCall call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Write))})",
        Joined joined => string.Join($" {joined.Word} ", joined.Conditions.Select(part => part is Joined ? $"({Write(part)})" : Write(part))),
        Negated negated => $"NOT ({Write(negated.Condition)})",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "It is of no kind."),
    };

    public void AddTo(JsonObject request)
    {
        if (_names.Count > 0)
        {
            request["ExpressionAttributeNames"] = new JsonObject(
                _names.Select(name => KeyValuePair.Create(name.Value, (JsonNode?)JsonValue.Create(name.Key))));
        }

        if (_values.Count > 0)
        {
            request["ExpressionAttributeValues"] = new JsonObject(
                _values.Select((value, i) => KeyValuePair.Create($":v{i}", (JsonNode?)value.DeepClone())));
        }
    }

    private string Write(Operand operand) => operand switch
    {
        PathOperand path => Name(path.Attribute) + string.Concat(
            path.Within.Select(part => part.Name is null ? $"[{part.Index}]" : $".{Name(part.Name)}")),
        SizeOperand size => $"size({Write(size.Path)})",
        ValueOperand value => Placeholder(value.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(operand), operand, "It is of no kind."),
    };

    private string Placeholder(JsonObject value)
    {
        _values.Add(value);
        return $":v{_values.Count - 1}";
    }
}
