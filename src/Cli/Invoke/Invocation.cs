using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace ServerlessPipeline.Cli.Invoke;

/// <summary>One run of a function, in AWS or in the local run.</summary>
internal static class Invocation
{
    // Longer than any function may run.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(16);

    /// <param name="function">The function's whole name.</param>
    public static async Task<InvokeResult> RunAsync(
        Target target, string function, byte[] payload, TimeProvider time, CancellationToken cancellationToken)
    {
        // A function may say nothing for minutes. Whether anyone is there who could run it is known in seconds.
        await target.Clients.Lambda.InvokeAsync(
            new InvokeRequest { FunctionName = function, InvocationType = InvocationType.DryRun }, cancellationToken);
        var started = time.GetTimestamp();
        // An event is sent once: a retry would run the function again, and the user sees what the first run came to.
        using var lambda = target.Clients.OpenPatientLambda(new AmazonLambdaConfig { MaxErrorRetry = 0, Timeout = Timeout });
        using var stream = new MemoryStream(payload);
        var response = await lambda.InvokeAsync(
            new InvokeRequest { FunctionName = function, LogType = LogType.Tail, PayloadStream = stream }, cancellationToken);
        return Result(response, time.GetElapsedTime(started));
    }

    private static InvokeResult Result(InvokeResponse response, TimeSpan duration)
    {
        using var payload = JsonDocument.Parse(response.Payload);
        return new InvokeResult(
            (int)response.HttpStatusCode,
            response.FunctionError,
            payload.RootElement.Clone(),
            Encoding.UTF8.GetString(Convert.FromBase64String(response.LogResult ?? "")).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            (long)duration.TotalMilliseconds);
    }
}
