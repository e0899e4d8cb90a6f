using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>
/// What a caller gets as the payload of a failed invocation, and a process for a refused Runtime API call.
/// </summary>
internal sealed record ErrorDocument(string ErrorType, string ErrorMessage);

internal sealed record StatusDocument(string Status);

/// <summary>A line of the platform's own log, such as <c>platform.report</c>.</summary>
internal sealed record PlatformEvent(DateTimeOffset Time, string Type, PlatformRecord Record);

internal sealed record PlatformRecord(
    string RequestId, string? Version = null, string? Status = null, PlatformMetrics? Metrics = null);

internal sealed record PlatformMetrics(
    double DurationMs,
    double BilledDurationMs,
    [property: JsonPropertyName("memorySizeMB")] int MemorySizeMegabytes,
    [property: JsonPropertyName("maxMemoryUsedMB")] long MaxMemoryUsedMegabytes,
    double? InitDurationMs);

/// <summary>What a destination gets about an asynchronous event.</summary>
internal sealed record InvocationRecord(
    string Version,
    DateTimeOffset Timestamp,
    InvocationRecordRequest RequestContext,
    JsonElement RequestPayload,
    InvocationRecordResponse? ResponseContext,
    JsonElement? ResponsePayload);

internal sealed record InvocationRecordRequest(
    string RequestId, string FunctionArn, string Condition, int ApproximateInvokeCount);

internal sealed record InvocationRecordResponse(int StatusCode, string ExecutedVersion, string? FunctionError);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(PlatformEvent))]
[JsonSerializable(typeof(InvocationRecord))]
[JsonSerializable(typeof(string))]
internal sealed partial class LambdaJson : JsonSerializerContext;
