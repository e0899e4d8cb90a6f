namespace ServerlessPipeline.LocalCloud.Lambda;

/// <summary>Lambda refused or could not run an invocation, as opposed to a function that failed.</summary>
internal sealed class LambdaException(int status, string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The HTTP status: 429 is throttling, 5xx a failure of this machine.</summary>
    public int Status { get; } = status;

    /// <summary>AWS's name of the error, such as <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Why it was throttled, in AWS's terms.</summary>
    public string? Reason { get; private init; }

    public static LambdaException NotFound(string functionArn) =>
        new(404, "ResourceNotFoundException", $"Function not found: {functionArn}");

    public static LambdaException Throttled(FunctionSettings settings) =>
        new(429, "TooManyRequestsException", "Rate Exceeded.")
        {
            Reason = settings.ReservedConcurrency is null
                ? "ConcurrentInvocationLimitExceeded"
                : "ReservedFunctionConcurrentInvocationLimitExceeded",
        };

    public static LambdaException Unavailable(string message, Exception? inner = null) =>
        new(500, "ServiceException", message, inner);

    public static LambdaException NotImplemented(string what) =>
        new(501, "NotImplementedException", $"{what} is not implemented locally.");
}
