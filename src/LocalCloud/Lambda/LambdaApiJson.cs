using System.Text.Json.Serialization;
using ServerlessPipeline.LocalCloud.EventSources;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>The body of an error; only throttling has a reason.</summary>
internal sealed record ApiError(string Type, [property: JsonPropertyName("message")] string Message, string? Reason);

internal sealed record FunctionList(IReadOnlyList<FunctionConfiguration> Functions);

internal sealed record FunctionDescription(
    FunctionConfiguration Configuration, FunctionCode Code, FunctionConcurrency? Concurrency);

internal sealed record FunctionCode(string RepositoryType, string Location);

internal sealed record FunctionConcurrency(int ReservedConcurrentExecutions);

internal sealed record FunctionEnvironment(IReadOnlyDictionary<string, string> Variables);

internal sealed record FunctionConfiguration(
    string FunctionName,
    string FunctionArn,
    string Runtime,
    string Handler,
    int MemorySize,
    int Timeout,
    FunctionEnvironment Environment,
    string Version = "$LATEST",
    string PackageType = "Zip",
    string State = "Active",
    string LastUpdateStatus = "Successful")
{
    public static FunctionConfiguration Of(FunctionSettings settings) => new(
        settings.Name,
        settings.Arn,
        settings.Runtime,
        settings.Handler,
        settings.MemoryMegabytes,
        (int)settings.Timeout.TotalSeconds,
        new FunctionEnvironment(settings.Environment));
}

internal sealed record MappingList(IReadOnlyList<MappingDescription> EventSourceMappings);

internal sealed record MappingScaling(int? MaximumConcurrency);

/// <param name="LastModified">In seconds since 1970.</param>
internal sealed record MappingDescription(
    [property: JsonPropertyName("UUID")] string Uuid,
    int BatchSize,
    int MaximumBatchingWindowInSeconds,
    string EventSourceArn,
    string FunctionArn,
    double LastModified,
    string State,
    IReadOnlyList<string> FunctionResponseTypes,
    MappingScaling? ScalingConfig,
    string StateTransitionReason = "USER_INITIATED")
{
    public static MappingDescription Of(MappingState mapping) => new(
        mapping.Uuid,
        mapping.Settings.BatchSize,
        (int)mapping.Settings.BatchingWindow.TotalSeconds,
        mapping.Settings.QueueArn,
        LocalAccount.Arn("lambda", $"function:{mapping.Settings.FunctionName}"),
        mapping.Changed.ToUnixTimeMilliseconds() / 1000.0,
        mapping.State,
        mapping.Settings.ReportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
        mapping.Settings.MaximumConcurrency is { } maximum ? new MappingScaling(maximum) : null);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(FunctionList))]
[JsonSerializable(typeof(FunctionDescription))]
[JsonSerializable(typeof(MappingDescription))]
[JsonSerializable(typeof(MappingList))]
internal sealed partial class LambdaApiJson : JsonSerializerContext;
