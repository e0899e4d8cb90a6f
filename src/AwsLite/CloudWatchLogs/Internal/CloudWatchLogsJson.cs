using System.Text.Json.Serialization;

namespace Amazon.CloudWatchLogs.Internal;

/// <summary>What goes over the wire, where names begin with a small letter. Members that are not set are not sent.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FilterLogEventsBody))]
[JsonSerializable(typeof(FilteredLogEventsBody))]
internal sealed partial class CloudWatchLogsJson : JsonSerializerContext;

internal sealed record FilterLogEventsBody(
    string? LogGroupName, string? FilterPattern, long? StartTime, long? EndTime, string? NextToken);

internal sealed record FilteredLogEventsBody(IReadOnlyList<LogEventBody>? Events, string? NextToken);

internal sealed record LogEventBody(string? Message, long? Timestamp);
