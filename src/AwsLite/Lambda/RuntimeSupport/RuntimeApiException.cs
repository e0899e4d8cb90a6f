namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The Runtime API is gone or refuses. It ends the process, and as it has nothing to do with the function's code,
/// it does so with one line and no stack trace.
/// </summary>
internal sealed class RuntimeApiException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public override string ToString() => Message;
}
