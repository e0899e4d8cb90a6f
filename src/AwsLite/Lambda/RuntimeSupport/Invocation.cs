namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One event to handle, as the Runtime API hands it out.</summary>
/// <param name="RequestId">The path of the answer names it.</param>
/// <param name="FunctionArn">The ARN that the caller used.</param>
/// <param name="TraceId">X-Ray's trace header.</param>
/// <param name="Deadline">When Lambda will end the invocation.</param>
/// <param name="Input">The event's JSON.</param>
internal sealed record Invocation(
    string RequestId, string? FunctionArn, string? TraceId, DateTimeOffset Deadline, Stream Input);
