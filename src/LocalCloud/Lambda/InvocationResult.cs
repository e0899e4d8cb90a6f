namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>What a function answered to one invocation.</summary>
/// <param name="RequestId">The id under which the function logged it.</param>
/// <param name="Payload">JSON: the answer, or the error document (<c>errorType</c>, <c>errorMessage</c>, …).</param>
/// <param name="FunctionError"><c>Unhandled</c> where the invocation failed, null where it succeeded.</param>
internal sealed record InvocationResult(string RequestId, ReadOnlyMemory<byte> Payload, string? FunctionError)
{
    public bool Succeeded => FunctionError is null;
}
