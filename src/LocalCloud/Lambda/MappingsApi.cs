using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.EventSources;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>What Lambda's API says of event source mappings, and how it changes them.</summary>
internal static class MappingsApi
{
    public static string Arn(string uuid) => LocalAccount.Arn("lambda", $"event-source-mapping:{uuid}");

    /// <exception cref="LambdaException">A parameter is not played.</exception>
    public static MappingList List(IReadOnlyList<MappingState> all, IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(key => key is not ("FunctionName" or "EventSourceArn" or "MaxItems")) is { } unknown)
        {
            throw LambdaException.NotImplemented($"ListEventSourceMappings with {unknown}");
        }

        var function = query["FunctionName"].ToString() is { Length: > 0 } name ? FunctionName.Parse(name) : null;
        var queue = query["EventSourceArn"].ToString();
        return new MappingList([
            .. all
                .Where(mapping => function is null || mapping.Settings.FunctionName == function)
                .Where(mapping => queue.Length == 0 || mapping.Settings.QueueArn == queue)
                .Select(MappingDescription.Of),
        ]);
    }

    /// <exception cref="LambdaException">There is none.</exception>
    public static MappingDescription Get(IReadOnlyList<MappingState> all, string uuid) =>
        MappingDescription.Of(all.FirstOrDefault(mapping => mapping.Uuid == uuid) ?? throw NotFound());

    /// <exception cref="LambdaException">There is none, it is being changed, or the change cannot be.</exception>
    public static MappingDescription Update(EventSourceMappings mappings, string uuid, ReadOnlyMemory<byte> body)
    {
        try
        {
            var change = JsonNode.Parse(body.Span) as JsonObject ?? throw Invalid("The body must be a JSON object.");
            var state = mappings.Update(uuid, settings => Changed(settings, change), out var busy);
            return state is not null ? MappingDescription.Of(state)
                : busy ? throw new LambdaException(
                    StatusCodes.Status400BadRequest, "ResourceInUseException", "Cannot update the event source mapping because it is in use.")
                : throw NotFound();
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or InvalidOperationException or FormatException)
        {
            throw Invalid(exception.Message);
        }
    }

    private static EventSourceMappingSettings Changed(EventSourceMappingSettings settings, JsonObject change)
    {
        foreach (var (name, given) in change)
        {
            var value = given ?? throw Invalid($"{name} must not be null.");
            settings = name switch
            {
                "Enabled" => settings with { Enabled = value.GetValue<bool>() },
                "BatchSize" => settings with { BatchSize = value.GetValue<int>() },
                "MaximumBatchingWindowInSeconds" => settings with { BatchingWindow = TimeSpan.FromSeconds(value.GetValue<int>()) },
                "ScalingConfig" => settings with { MaximumConcurrency = value["MaximumConcurrency"]?.GetValue<int>() },
                "FunctionResponseTypes" => settings with { ReportBatchItemFailures = Reports(value.AsArray()) },
                "FunctionName" when FunctionName.Parse(value.GetValue<string>()) == settings.FunctionName => settings,
                _ => throw LambdaException.NotImplemented($"UpdateEventSourceMapping with {name}"),
            };
        }

        return settings;
    }

    private static bool Reports(JsonArray types) => types.Select(type => type?.GetValue<string>()).ToList() switch
    {
        [] => false,
        ["ReportBatchItemFailures"] => true,
        var others => throw Invalid($"FunctionResponseTypes {string.Join(", ", others)} is not valid."),
    };

    private static LambdaException NotFound() =>
        new(StatusCodes.Status404NotFound, "ResourceNotFoundException", "The resource you requested does not exist.");

    private static LambdaException Invalid(string message) =>
        new(StatusCodes.Status400BadRequest, "InvalidParameterValueException", message);
}
