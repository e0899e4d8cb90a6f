using System.Text.Json;

namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>The errors that Lambda itself reports for an invocation, in its wording.</summary>
internal static class FunctionErrors
{
    public static InvocationResult TimedOut(string requestId, TimeSpan timeout) =>
        Error(requestId, "Sandbox.Timedout", $"Task timed out after {timeout.TotalSeconds:F2} seconds");

    public static InvocationResult InitTimedOut(string requestId, TimeSpan timeout) =>
        Error(requestId, "Sandbox.Timedout", $"Init timed out after {timeout.TotalSeconds:F2} seconds");

    public static InvocationResult OutOfMemory(string requestId) =>
        Error(requestId, "Runtime.OutOfMemory", "Runtime exited with error: signal: killed");

    public static InvocationResult Exited(string requestId, int exitCode) =>
        Error(requestId, "Runtime.ExitError", Reason(exitCode));

    public static InvocationResult ResponseTooLarge(string requestId) => Document(
        requestId,
        "Function.ResponseSizeTooLarge",
        $"Response payload size exceeded maximum allowed payload size ({Payloads.ResponseLimit} bytes).");

    private static InvocationResult Error(string requestId, string type, string reason) =>
        Document(requestId, type, $"RequestId: {requestId} Error: {reason}");

    private static InvocationResult Document(string requestId, string type, string message) => new(
        requestId,
        JsonSerializer.SerializeToUtf8Bytes(new ErrorDocument(type, message), LambdaJson.Default.ErrorDocument),
        "Unhandled");

    private static string Reason(int exitCode) => exitCode switch
    {
        0 => "Runtime exited without providing a reason",
        134 => "Runtime exited with error: signal: aborted",
        137 => "Runtime exited with error: signal: killed",
        139 => "Runtime exited with error: signal: segmentation fault",
        143 => "Runtime exited with error: signal: terminated",
        _ => $"Runtime exited with error: exit status {exitCode}",
    };
}
