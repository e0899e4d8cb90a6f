using System.Text.Json;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>The lines that Lambda adds to a function's log, in its JSON format.</summary>
internal static class PlatformLog
{
    public static string Start(Invocation invocation, DateTimeOffset now) =>
        Line(new PlatformEvent(now, "platform.start", new PlatformRecord(invocation.RequestId, Version: "$LATEST")));

    public static string Report(
        InvocationResult result,
        DateTimeOffset now,
        TimeSpan duration,
        TimeSpan? initDuration,
        int memoryMegabytes,
        long mostBytes)
    {
        var metrics = new PlatformMetrics(
            Math.Round(duration.TotalMilliseconds, 2),
            Math.Ceiling(duration.TotalMilliseconds + (initDuration?.TotalMilliseconds ?? 0)),
            memoryMegabytes,
            mostBytes / (1024 * 1024),
            initDuration is { } init ? Math.Round(init.TotalMilliseconds, 2) : null);
        return Line(new PlatformEvent(now, "platform.report", new PlatformRecord(
            result.RequestId, Status: result.Succeeded ? "success" : "error", Metrics: metrics)));
    }

    private static string Line(PlatformEvent entry) =>
        JsonSerializer.Serialize(entry, LambdaJson.Default.PlatformEvent);
}
