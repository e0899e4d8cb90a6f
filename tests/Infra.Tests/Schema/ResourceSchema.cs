using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessPipeline.EndToEnd;

namespace ServerlessPipeline.Infra.Tests.Schema;

/// <summary>
/// CloudFormation's own description of every type of resource, as the npm package <c>@aws-cdk/aws-service-spec</c> carries it: which
/// properties there are, of which type, which are required, and, for some, which values they may have.
/// </summary>
internal sealed class ResourceSchema
{
    private static readonly string[] Attributes =
    [
        "Type", "Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy",
    ];

    private static readonly Lazy<ResourceSchema> Loaded = new(() => new ResourceSchema());

    private readonly Dictionary<string, JsonNode> _resources;
    private readonly Dictionary<string, JsonNode> _types;

    private ResourceSchema()
    {
        using var file = new GZipStream(
            File.OpenRead(Path.Combine(Checkout.Root, "node_modules", "@aws-cdk", "aws-service-spec", "db.json.gz")), CompressionMode.Decompress);
        var schema = JsonNode.Parse(file)!["schema"]!;
        _resources = Entities("resource").ToDictionary(entity => (string)entity["cloudFormationType"]!);
        _types = Entities("typeDefinition").ToDictionary(entity => (string)entity["$id"]!);

        IEnumerable<JsonNode> Entities(string kind) => schema[kind]!["entities"]!.AsArray().Select(entity => entity!);
    }

    /// <summary>What CloudFormation would refuse in a template, a sentence each that begins with its place.</summary>
    public static IReadOnlyList<string> Problems(JsonObject template)
    {
        var resources = template["Resources"]!.AsObject();
        return [.. resources.SelectMany(resource => Loaded.Value.OfResource(resource.Key, resource.Value!.AsObject(), resources))];
    }

    private IEnumerable<string> OfResource(string id, JsonObject resource, JsonObject all)
    {
        foreach (var unknown in resource.Select(attribute => attribute.Key).Except(Attributes))
        {
            yield return $"{id}: a resource has no attribute {unknown}";
        }

        foreach (var policy in new[] { "DeletionPolicy", "UpdateReplacePolicy" })
        {
            if (resource[policy] is { } value && (string)value! is not ("Delete" or "Retain" or "RetainExceptOnCreate" or "Snapshot"))
            {
                yield return $"{id}: {policy} is {value}";
            }
        }

        foreach (var problem in References(id, resource["Properties"], all))
        {
            yield return problem;
        }

        var type = (string)resource["Type"]!;
        var properties = resource["Properties"] as JsonObject ?? [];
        if (type.StartsWith("Custom::", StringComparison.Ordinal))
        {
            // The function that is behind it knows the rest.
            if (properties["ServiceToken"] is null)
            {
                yield return $"{id}: ServiceToken is missing";
            }
        }
        else if (_resources.TryGetValue(type, out var schema))
        {
            foreach (var problem in OfObject(id, properties, schema["properties"]!.AsObject()))
            {
                yield return problem;
            }
        }
        else
        {
            yield return $"{id}: there is no type {type}";
        }
    }

    private IEnumerable<string> OfObject(string place, JsonObject values, JsonObject properties)
    {
        foreach (var (name, property) in properties)
        {
            if (values[name] is { } value)
            {
                foreach (var problem in OfProperty($"{place}.{name}", value, property!))
                {
                    yield return problem;
                }
            }
            else if ((bool?)property!["required"] is true)
            {
                yield return $"{place}.{name} is missing";
            }
        }

        foreach (var unknown in values.Select(value => value.Key).Where(name => !properties.ContainsKey(name)))
        {
            yield return $"{place}.{unknown} is unknown";
        }
    }

    /// <summary>Older types of a property are taken as well, and their problems never told.</summary>
    private List<string> OfProperty(string place, JsonNode value, JsonNode property)
    {
        List<string> problems = [.. OfType(place, value, property["type"]!)];
        return (property["previousTypes"] as JsonArray ?? []).Any(type => !OfType(place, value, type!).Any()) ? [] : problems;
    }

    private IEnumerable<string> OfType(string place, JsonNode value, JsonNode type)
    {
        if (IsIntrinsic(value))
        {
            return [];
        }

        return (string)type["type"]! switch
        {
            "string" or "date-time" => OfScalar(place, value, type, value.GetValueKind() == JsonValueKind.String, "text"),
            "boolean" => OfScalar(place, value, type, value.GetValueKind() is JsonValueKind.True or JsonValueKind.False, "truth value"),
            "integer" => OfScalar(place, value, type, long.TryParse(Text(value), CultureInfo.InvariantCulture, out _), "whole number"),
            "number" => OfScalar(place, value, type, double.TryParse(Text(value), CultureInfo.InvariantCulture, out _), "number"),
            "json" => [],
            "tag" => value is JsonObject tag && tag["Key"] is not null && tag["Value"] is not null ? [] : [$"{place} is no tag"],
            "array" => value is JsonArray items
                ? items.SelectMany((item, index) => OfType($"{place}[{index}]", item!, type["element"]!))
                : [$"{place} is no list"],
            "map" => value is JsonObject entries
                ? entries.SelectMany(entry => OfType($"{place}.{entry.Key}", entry.Value!, type["element"]!))
                : [$"{place} is no object"],
            "ref" => value is JsonObject values
                ? OfObject(place, values, _types[(string)type["reference"]!["$ref"]!]["properties"]!.AsObject())
                : [$"{place} is no object"],
            "union" => type["types"]!.AsArray().Any(one => !OfType(place, value, one!).Any()) ? [] : [$"{place} is of none of its types"],
            var other => throw new InvalidDataException($"The schema has a type '{other}'."),
        };
    }

    private static IEnumerable<string> OfScalar(string place, JsonNode value, JsonNode type, bool right, string what)
    {
        if (!right)
        {
            return [$"{place} is {value.ToJsonString()}, which is no {what}"];
        }

        return type["allowedValues"] is JsonArray allowed && !allowed.Any(one => one!.ToString() == value.ToString())
            ? [$"{place} is {value.ToJsonString()}, and may be {string.Join(", ", allowed.Select(one => one!.ToString()))}"]
            : [];
    }

    /// <summary>What is asked of another resource has to be one of its attributes.</summary>
    private IEnumerable<string> References(string place, JsonNode? value, JsonObject all) => value switch
    {
        JsonObject values when values["Fn::GetAtt"] is JsonArray asked => OfAttribute(place, (string)asked[0]!, (string)asked[1]!, all),
        JsonObject values => values.SelectMany(entry => References($"{place}.{entry.Key}", entry.Value, all)),
        JsonArray items => items.SelectMany((item, index) => References($"{place}[{index}]", item, all)),
        _ => [],
    };

    private IEnumerable<string> OfAttribute(string place, string id, string attribute, JsonObject all)
    {
        if (all[id] is not { } resource)
        {
            return [$"{place} asks for {id}, which is not there"];
        }

        return _resources.TryGetValue((string)resource["Type"]!, out var schema) && !schema["attributes"]!.AsObject().ContainsKey(attribute)
            ? [$"{place} asks {id} for {attribute}, which a resource of its type does not have"]
            : [];
    }

    private static bool IsIntrinsic(JsonNode value) =>
        value is JsonObject { Count: 1 } single && single.First().Key is var name
        && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal));

    private static string? Text(JsonNode value) => value is JsonValue ? value.ToString() : null;
}
