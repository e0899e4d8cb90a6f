using Microsoft.AspNetCore.Http;
using ServerlessPipeline.LocalCloud.Gateway;

namespace ServerlessPipeline.EndToEnd.Campaign;

/// <summary>
/// Weather that lasts: from time to time a service accepts requests and says nothing, for a moment or for longer than a function
/// may run, or all of them find the callers' credentials to be over.
/// </summary>
internal sealed class Fronts(Func<double> random, FaultLog log)
{
    private static readonly string[] Services = ["s3", "sqs", "dynamodb"];

    /// <summary>From the end of one to the beginning of the next, on the average.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest is sixteen times the shortest.</summary>
    private const double Spread = 16;

    private readonly Lock _lock = new();
    private Front? _front;
    private long _next = TimeProvider.System.GetTimestamp();

    /// <returns>Whether the request is answered already.</returns>
    public async Task<bool> MeetAsync(HttpContext context, Call call)
    {
        var front = Now();
        if (front is null || (front.Hangs is { } service && service != call.Service))
        {
            return false;
        }

        if (front.Hangs is null)
        {
            log.Add($"{call.Service}: credentials are over");
            await GatewayError.WriteAsync(
                context, StatusCodes.Status400BadRequest, call.Service == "s3" ? "ExpiredToken" : "ExpiredTokenException", "The campaign's.");
            return true;
        }

        // Half of them are held for good, for their connection is dead; the others take effect late.
        log.Add($"{call.Service}: accepted, and nothing said");
        await (random() < 0.5 ? front.Passed : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted))
            .WaitAsync(context.RequestAborted);
        return false;
    }

    private Front? Now()
    {
        lock (_lock)
        {
            if (_front is { Passed.IsCompleted: true })
            {
                _front = null;
                _next = After(Between * 2 * random());
            }

            if (_front is null && TimeProvider.System.GetTimestamp() >= _next)
            {
                var kind = (int)(random() * (Services.Length + 1));
                _front = new Front(
                    Services.ElementAtOrDefault(kind), Task.Delay(Shortest * Math.Pow(Spread, random()), TimeProvider.System));
                log.Add(_front.Hangs is { } service ? $"front: {service} hangs" : "front: credentials are over");
            }

            return _front;
        }
    }

    private static long After(TimeSpan time) =>
        TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    /// <param name="Hangs">The service; null where the credentials are over.</param>
    private sealed record Front(string? Hangs, Task Passed);
}
