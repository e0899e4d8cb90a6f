using System.Text.Json.Serialization;

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

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(FunctionList))]
[JsonSerializable(typeof(FunctionDescription))]
internal sealed partial class LambdaApiJson : JsonSerializerContext;
