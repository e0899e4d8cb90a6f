using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What Lambda tells a function's process through environment variables.</summary>
internal sealed record LambdaEnvironment
{
    public string? RuntimeApi { get; init; }

    public string? FunctionName { get; init; }

    public string? FunctionVersion { get; init; }

    public string? LogGroupName { get; init; }

    public string? LogStreamName { get; init; }

    public int MemoryMegabytes { get; init; }

    public LogLevel MinimumLogLevel { get; init; } = LogLevel.Information;

    public bool JsonLog { get; init; }

    public static LambdaEnvironment OfProcess() => new()
    {
        RuntimeApi = Get("AWS_LAMBDA_RUNTIME_API"),
        FunctionName = Get("AWS_LAMBDA_FUNCTION_NAME"),
        FunctionVersion = Get("AWS_LAMBDA_FUNCTION_VERSION"),
        LogGroupName = Get("AWS_LAMBDA_LOG_GROUP_NAME"),
        LogStreamName = Get("AWS_LAMBDA_LOG_STREAM_NAME"),
        MemoryMegabytes = int.TryParse(Get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out var megabytes) ? megabytes : 0,
        MinimumLogLevel = ParseLevel(Get("AWS_LAMBDA_HANDLER_LOG_LEVEL") ?? Get("AWS_LAMBDA_LOG_LEVEL")),
        JsonLog = "JSON".Equals(
            Get("AWS_LAMBDA_HANDLER_LOG_FORMAT") ?? Get("AWS_LAMBDA_LOG_FORMAT"), StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Lambda's own names and those of <see cref="LogLevel"/>; anything else is its default.</summary>
    internal static LogLevel ParseLevel(string? name) => name?.ToUpperInvariant() switch
    {
        "WARN" => LogLevel.Warning,
        "FATAL" => LogLevel.Critical,
        _ => Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) ? level : LogLevel.Information,
    };

    /// <summary>
    /// Tells the garbage collector the function's memory, which Lambda's sandbox does not: without it, the process
    /// is killed where a collection would have done.
    /// </summary>
    public void LimitMemory()
    {
        var bytes = (ulong)MemoryMegabytes << 20;
        if (bytes == 0 || bytes > (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            return;
        }

        AppContext.SetData("GCHeapHardLimit", bytes);
        GC.RefreshMemoryLimit();
    }

    private static string? Get(string name) => Environment.GetEnvironmentVariable(name);
}
