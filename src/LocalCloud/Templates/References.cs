using System.Text.Json.Nodes;

namespace ServerlessPipeline.LocalCloud.Templates;

/// <summary>What <c>Ref</c> and <c>Fn::GetAtt</c> give within one stack.</summary>
internal sealed class References(StackTemplate stack, Evaluator evaluator, Conditions conditions, Uri endpoint)
{
    private readonly Dictionary<string, Identity> _identities = [];
    private readonly Dictionary<string, EvaluationException> _failed = [];
    private readonly HashSet<string> _beingNamed = [];

    /// <exception cref="EvaluationException">There is nothing of this name.</exception>
    public JsonNode? Ref(string name, string path) => name switch
    {
        "AWS::Region" => LocalAccount.Region,
        "AWS::AccountId" => LocalAccount.Id,
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => stack.Name,
        "AWS::StackId" => LocalAccount.Arn("cloudformation", $"stack/{stack.Name}/local"),
        "AWS::NoValue" => null,
        _ when stack.Section("Parameters")[name] is JsonObject parameter => Parameter(name, parameter, path),
        _ => Identify(name, path).Reference,
    };

    /// <exception cref="EvaluationException">There is no such resource, or it has no such attribute.</exception>
    public string Attribute(string logicalId, string attribute, string path)
    {
        if (Identify(logicalId, path).Attributes.TryGetValue(attribute, out var value))
        {
            return value;
        }

        var type = TypeOf(logicalId);
        throw ResourceTypes.IsPlayed(type)
            ? new EvaluationException(path, $"{type} '{logicalId}' has no attribute '{attribute}' here")
            : new SkippedResourceException(path, $"'{logicalId}.{attribute}' is unknown here: {type} is not played locally");
    }

    /// <summary>The names and ARN of one resource of the stack.</summary>
    /// <exception cref="EvaluationException">There is no such resource, or its name cannot be resolved.</exception>
    public Identity Identify(string logicalId, string path)
    {
        if (_identities.TryGetValue(logicalId, out var known))
        {
            return known;
        }

        if (stack.Section("Resources")[logicalId] is not JsonObject definition)
        {
            throw new EvaluationException(path, $"there is no resource or parameter '{logicalId}'");
        }

        if (!_beingNamed.Add(logicalId))
        {
            throw new EvaluationException(path, $"the name of '{logicalId}' refers to itself");
        }

        try
        {
            if (!conditions.Creates(definition, path))
            {
                throw new EvaluationException(path, $"'{logicalId}' is not created: its condition does not hold");
            }

            var type = TypeOf(logicalId);
            return _identities[logicalId] = Identity.Of(type, Name(logicalId, type, definition), endpoint);
        }
        finally
        {
            _beingNamed.Remove(logicalId);
        }
    }

    private string TypeOf(string logicalId) => Scalar.Of(stack.Section("Resources")[logicalId].Member("Type")) ?? "";

    /// <summary>Resolved once, be it in vain: others may refer to it by the thousand.</summary>
    private string Name(string logicalId, string type, JsonObject definition)
    {
        if (_failed.TryGetValue(logicalId, out var failure))
        {
            throw failure;
        }

        try
        {
            return ResolveName(logicalId, type, definition);
        }
        catch (EvaluationException exception) when (!Remember(logicalId, exception))
        {
            throw;
        }
    }

    // In a filter: to catch and throw again at every level of a long chain would take more stack than the chain itself.
    private bool Remember(string logicalId, EvaluationException exception) => _failed.TryAdd(logicalId, exception) || true;

    private string ResolveName(string logicalId, string type, JsonObject definition)
    {
        var (property, longest) = Identity.NameRule(type);
        var explicitName = property is null ? null : definition["Properties"].Member(property);
        var path = $"{stack.Name}/{logicalId}.{property}";
        var name = Scalar.Of(evaluator.Evaluate(explicitName, path)) ?? Identity.DefaultName(type, stack.Name, logicalId);
        return name.Length <= longest
            ? name
            : throw new EvaluationException(path, $"the name has {name.Length} characters, more than the {longest} that AWS takes");
    }

    private static JsonNode Parameter(string name, JsonObject parameter, string path)
    {
        var type = Scalar.Of(parameter["Type"]) ?? "";
        var value = Scalar.Of(parameter["Default"])
            ?? throw new EvaluationException(path, $"the parameter '{name}' has no default");
        if (type.StartsWith("AWS::SSM::", StringComparison.Ordinal))
        {
            throw new EvaluationException(path, $"the parameter '{name}' is read from SSM, which is not played locally");
        }

        return type.StartsWith("List<", StringComparison.Ordinal) || type == "CommaDelimitedList"
            ? new JsonArray([.. value.Split(',').Select(item => JsonValue.Create(item.Trim()))])
            : value;
    }
}
